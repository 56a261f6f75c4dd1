package lnhub.actors.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import lnhub.actors.api.TestStates;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private final Connections connections = new Connections();

    private static TestConnection connection(int n) {
        return TestConnection.of(TestStates.key(n), n, true, n);
    }

    private List<PeerConnection> after(long number) {
        return connections.after(number).map(Connections.Open::connection).toList();
    }

    @Test
    void theyAreReadInTheOrderOfTheirOpeningWhateverCloses() {
        assertThat(connections.isEmpty()).isTrue();
        TestConnection first = connection(3).openIn(connections);
        TestConnection second = connection(1).openIn(connections);
        TestConnection third = connection(2).openIn(connections);
        assertThat(after(0)).containsExactly(first, second, third);
        long read = connections.after(0).skip(1).findFirst().orElseThrow().number();
        second.closeIn(connections);
        TestConnection again = connection(1).openIn(connections);
        assertThat(after(read)).containsExactly(third, again);
        List.of(first, third, again).forEach(connection -> connection.closeIn(connections));
        assertThat(connections.isEmpty()).isTrue();
    }

    @Test
    void aPingIsKeptWhileTheConnectionIsOpen() {
        TestConnection first = connection(1).openIn(connections);
        TestConnection second = connection(2).openIn(connections);
        second.pingedIn(connections, Duration.ofMillis(5));
        assertThat(connections.after(0)).extracting(Connections.Open::ping).containsExactly(Duration.ZERO,
                Duration.ofMillis(5));
        first.closeIn(connections);
        first.pingedIn(connections, Duration.ofMillis(6));
        assertThat(after(0)).containsExactly(second);
    }
}
