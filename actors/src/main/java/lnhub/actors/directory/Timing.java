package lnhub.actors.directory;

import java.time.Duration;

/**
 * How often processes tell each other.
 *
 * @param interval in which changes gather
 * @param check how often a sequence number is told when nothing changes
 * @param silence after which everything is asked for again
 */
public record Timing(Duration interval, Duration check, Duration silence) {
    public static final Timing DEFAULT = new Timing(Duration.ofMillis(100), Duration.ofSeconds(1),
            Duration.ofSeconds(5));
}
