package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import org.junit.jupiter.api.Test;

class PairTest {
    @Test
    void pays() {
        Pair p = Pair.open();
        assertThat(p.alice.state()).isInstanceOf(Normal.class);
        assertThat(p.bob.state()).isInstanceOf(Normal.class);
        p.pay(p.alice, 1, 10_000_000);
        p.exchange();
        System.out.println(p.outcomes);
        p.reconnect();
        System.out.println(p.alice.commitments().localMsat() + " " + p.bob.commitments().localMsat());
        p.alice.tell(new Command.Close());
        p.exchange();
        assertThat(p.bob.state()).isInstanceOf(Closing.class);
    }
}
