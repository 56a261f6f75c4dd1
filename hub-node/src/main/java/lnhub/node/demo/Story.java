package lnhub.node.demo;

import java.io.PrintWriter;

/** Tells what happens, as it happens; long waits have a bar on a terminal and a line every tenth elsewhere. */
final class Story {
    private static final int BAR = 40;

    private final PrintWriter out;
    private final boolean terminal;
    private int chapter;

    Story(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static boolean onTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    synchronized void chapter(String title) {
        chapter++;
        say("");
        say(chapter + ". " + title);
    }

    synchronized void tell(String line) {
        say("   " + line);
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    Progress progress(String what, int total) {
        return new Progress(what, total);
    }

    /** Counts up to a total; calls may come from any thread. */
    final class Progress {
        private final String what;
        private final int total;
        private int done;
        private int shown = -1;

        private Progress(String what, int total) {
            this.what = what;
            this.total = total;
        }

        void step() {
            synchronized (Story.this) {
                done++;
                int percent = (int) (100L * done / total);
                int step = terminal ? percent : percent / 10 * 10;
                if (step != shown) {
                    shown = step;
                    show(percent);
                }
            }
        }

        private void show(int percent) {
            if (!terminal) {
                tell(what + ": " + done + " of " + total + " (" + percent + " %)");
                return;
            }
            int filled = BAR * percent / 100;
            String bar = "#".repeat(filled) + " ".repeat(BAR - filled);
            out.print("\r   " + what + " [" + bar + "] " + done + "/" + total);
            if (done == total) {
                out.println();
            }
            out.flush();
        }
    }
}
