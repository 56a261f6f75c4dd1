package lnhub.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import lnhub.node.cluster.Await;
import lnhub.node.demo.SimulatedNetwork.Fault;
import lnhub.ops.api.ApiServer;
import lnhub.ops.command.NodeClient;
import lnhub.protocol.crypto.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole story over real gRPC, told of nodes that are mere books; and of books that somebody has cooked. */
class TaleTest {
    private final StringWriter told = new StringWriter();

    private Report tell(Fault fault, int payments) throws Exception {
        List<ApiServer> servers = new ArrayList<>();
        List<DemoNode> nodes = new ArrayList<>();
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (SimulatedNetwork simulated = new SimulatedNetwork(fault)) {
            for (String alias : List.of("alice", "hub", "bob", "carol")) {
                PublicKey id = PublicKey.fromHex("02" + String.format("%064x", alias.hashCode() & 0xFFFF));
                ApiServer server = ApiServer.start(anyPort, new SimulatedNode(simulated, alias, id));
                servers.add(server);
                nodes.add(new DemoNode(alias, id, new InetSocketAddress("127.0.0.1", 9_735), server.address(),
                        new NodeClient(server.address())));
            }
            DemoOptions options = new DemoOptions(payments, 30, 1_000, 3, true, false);
            Story story = new Story(new PrintWriter(told, true), false);
            return new Tale(story, DemoNetwork.of(nodes), simulated, options, new Await(1)).tell();
        } finally {
            nodes.forEach(node -> node.client().close());
            servers.forEach(ApiServer::close);
        }
    }

    @Test
    void soundNodesPassAndTheFiguresAreThoseOfTheFlood() throws Exception {
        Report report = tell(Fault.NONE, 400);
        assertThat(report.wrong()).as(told.toString()).isEmpty();
        assertThat(report.held()).isTrue();
        assertThat(report.settled() + report.failed()).isEqualTo(400);
        assertThat(report.failed()).isEqualTo(report.failedAsExpected()).isPositive();
        assertThat(report.forwards()).isEqualTo(report.settled());
        assertThat(report.feesEarnedMsat()).isEqualTo(report.settled() * 1_100L);
        assertThat(report.totalFeesEarnedMsat()).isGreaterThan(report.feesEarnedMsat());
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.fieldNames()).toIterable().contains("settled", "failed", "failedAsExpected", "forwards",
                "feesEarnedMsat", "conserved", "elapsedMs", "forwardsPerSecond", "p50Ms", "p99Ms",
                "hubCpuMsPerForward");
        assertThat(json.path("conserved").asBoolean()).isTrue();
        assertThat(told.toString()).contains("payments: 400 of 400 (100 %)", "gossip has spread").doesNotContain("\r");
    }

    @Test
    void withoutAFloodTheRestIsTold() throws Exception {
        Report report = tell(Fault.NONE, 0);
        assertThat(report.held()).as(told + "" + report.wrong()).isTrue();
        assertThat(report.forwards()).isZero();
        assertThat(report.totalFeesEarnedMsat()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "HUB_LOSES_A_MILLISATOSHI, hub should have",
        "FORWARD_IS_NOT_RECORDED, history has",
        "WALLET_LOSES_A_SATOSHI, are left"})
    void aFaultInTheBooksIsCaughtToTheMillisatoshi(Fault fault, String says) throws Exception {
        Report report = tell(fault, 40);
        assertThat(report.conserved()).isFalse();
        assertThat(report.held()).isFalse();
        assertThat(report.wrong()).as(told.toString()).anyMatch(wrong -> wrong.contains(says));
    }

    @Test
    void aPaymentThatSettlesThoughItMustNotIsCaught() throws Exception {
        Report report = tell(Fault.PAYS_WITHOUT_INVOICE, 100);
        assertThat(report.settled() + report.failedAsExpected()).isEqualTo(100);
        assertThat(told.toString()).contains("UNEXPECTED").contains("UNKNOWN_HASH: settled");
        assertThat(report.held()).isFalse();
    }
}
