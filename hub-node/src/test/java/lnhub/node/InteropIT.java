package lnhub.node;

import static lnhub.node.InteropNetwork.CAPACITY_SAT;
import static lnhub.node.InteropNetwork.DEPTH;
import static lnhub.node.InteropNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import lnhub.node.InteropNetwork.Side;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("interop")
@Timeout(600)
class InteropIT {
    private static final long FEES_SAT = 20_000;

    @TempDir
    private Path folder;
    private InteropNetwork network;

    @BeforeEach
    void start() {
        network = new InteropNetwork(folder);
        System.out.println("the live peer is " + network.peer.version() + ", " + network.peer.nodeId());
    }

    @AfterEach
    void stop() {
        System.out.println(network.state());
        network.close();
    }

    @Test
    void eitherSideConnects() {
        network.peer.disconnect(network.hub.nodeId());
        await("the hub to see that the peer is gone", () -> !network.hub.isConnected(network.peer.nodeId()));
        network.peer.connect(network.hub.nodeId(), network.hub.address());
        await("the peer's connection", () -> network.hub.isConnected(network.peer.nodeId())
                && network.peer.isConnected(network.hub.nodeId()));
    }

    @ParameterizedTest
    @CsvSource({"HUB,HUB", "HUB,PEER", "PEER,HUB", "PEER,PEER"})
    void paysBothWaysAndClosesInAgreement(Side opener, Side closer) {
        OwnNode carol = network.carol();
        String funding = network.open(opener);
        network.pay(network.hub, network.peer.invoice(50_000_123));
        network.peerPays(network.hub.invoice(30_000_000));
        network.pay(network.hub, network.peer.invoice(1_000));
        network.peerPays(network.hub.invoice(2_000));
        network.pay(carol, network.peer.invoice(70_000_001));
        network.peerPays(carol.invoice(40_000_000));
        network.requireSameBalances(funding);
        closeInAgreement(funding, closer);
    }

    private void closeInAgreement(String funding, Side closer) {
        long hubSat = network.hub.onChainSat() + network.hub.localMsat(funding) / 1000;
        long peerSat = network.peer.onChainSat() + network.channel(funding).localMsat() / 1000;
        if (closer == Side.HUB) {
            network.hub.close(funding, false);
        } else {
            network.peer.close(network.hub.nodeId(), funding);
        }
        await("the closing transaction", () -> !network.chain.isUnspent(funding));
        network.mine(DEPTH);
        await("the hub's money", () -> isAbout(network.hub.onChainSat(), hubSat));
        await("the peer's money", () -> isAbout(network.peer.onChainSat(), peerSat));
        await("the channel to end at the hub", () -> network.hub.pendingChannels() == 0);
    }

    private static boolean isAbout(long actualSat, long withFeesSat) {
        return actualSat <= withFeesSat && actualSat >= withFeesSat - FEES_SAT;
    }
}
