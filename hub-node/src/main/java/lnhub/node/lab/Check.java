package lnhub.node.lab;

/** What must be true, in words, and whether it was. */
record Check(String what, boolean held) {
    String line() {
        return (held ? "ok      " : "FAILED  ") + what;
    }
}
