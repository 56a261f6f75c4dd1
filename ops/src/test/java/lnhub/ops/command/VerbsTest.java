package lnhub.ops.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import lnhub.actors.NodeApi;
import lnhub.actors.NodeApi.PaymentStatus;
import lnhub.ops.FakeNode;
import lnhub.ops.api.ApiServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs as a user types them, against a node that answers from memory over real gRPC. */
class VerbsTest {
    private final FakeNode node = new FakeNode();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ApiServer server;

    @Command(name = "hub")
    static final class Root { }

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), node);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--rpcserver");
        all.add("127.0.0.1:" + server.address().getPort());
        return plain(all.toArray(String[]::new));
    }

    private int plain(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine hub = new CommandLine(new Root());
        Verbs.all().forEach(hub::addSubcommand);
        return hub.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }

    private JsonNode json(String... arguments) throws Exception {
        assertThat(run(arguments)).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    @Test
    void everyVerbHasHelpAndADescription() {
        for (Object verb : Verbs.all()) {
            CommandLine command = new CommandLine(verb);
            assertThat(command.getCommandSpec().usageMessage().description()).as(command.getCommandName()).isNotEmpty();
            assertThat(plain(command.getCommandName(), "--help")).isZero();
            assertThat(out.toString()).contains("Usage: hub " + command.getCommandName());
        }
    }

    @Test
    void printsLnclisFieldsWithLongsAsTextAndBytesInHexadecimal() throws Exception {
        JsonNode info = json("getinfo");
        assertThat(info.path("identity_pubkey").asText()).isEqualTo(FakeNode.ID.toHex());
        assertThat(info.path("color").asText()).isEqualTo("#3399ff");
        assertThat(info.path("synced_to_graph").isBoolean()).isTrue();
        assertThat(info.path("best_header_timestamp").isTextual()).isTrue();
        assertThat(info.path("block_height").isNumber()).isTrue();
        assertThat(info.path("features").path("9").path("name").asText()).isEqualTo("tlv-onion");
        assertThat(info.path("features").path("14").path("is_required").asBoolean()).isTrue();
        assertThat(out.toString()).as("no control character of a peer's making").doesNotContain("\u0007");
        JsonNode channel = json("listchannels").path("channels").path(0);
        assertThat(channel.path("chan_id").asText()).isEqualTo(Long.toString(FakeNode.SCID.value()));
        assertThat(channel.path("pending_htlcs").path(0).path("hash_lock").asText()).isEqualTo(FakeNode.HASH.toHex());
    }

    @Test
    void theWalletAndPeers() throws Exception {
        assertThat(json("newaddress", "p2wkh").path("address").asText()).isEqualTo("bcrt1qfake");
        assertThat(json("walletbalance").path("total_balance").asText()).isEqualTo("90");
        assertThat(json("sendcoins", "bcrt1qx", "5").path("txid").asText()).isEqualTo(FakeNode.FUNDING_TEXT);
        json("connect", FakeNode.PEER + "@127.0.0.1:9736");
        assertThat(node.last(String.class)).isEqualTo(FakeNode.PEER + "@127.0.0.1:9736");
        json("connect", FakeNode.PEER + "@::1");
        assertThat(node.last(String.class)).isEqualTo(FakeNode.PEER + "@::1:9735");
        assertThat(json("listpeers").path("peers").path(0).path("ping_time").asText()).isEqualTo("5000");
    }

    @Test
    void opensAndClosesByArgumentOrFlag() throws Exception {
        assertThat(json("openchannel", FakeNode.PEER.toHex(), "100000").path("funding_txid").asText())
                .isEqualTo(FakeNode.FUNDING_TEXT);
        assertThat(json("openchannel", "--node_key", FakeNode.PEER.toHex(), "--local_amt", "100000", "--block")
                .path("channel_point").asText()).isEqualTo(FakeNode.FUNDING_TEXT + ":1");
        assertThat(json("closechannel", FakeNode.FUNDING_TEXT, "1").path("closing_txid").asText())
                .isEqualTo(FakeNode.FUNDING_TEXT);
        assertThat(json("closechannel", "--chan_point", FakeNode.FUNDING_TEXT + ":1", "--force")).isNotEmpty();
        assertThat(node.last(NodeApi.CloseChannel.class).force()).isTrue();
        JsonNode pending = json("pendingchannels");
        assertThat(pending.path("total_limbo_balance").asText()).isEqualTo("90000");
        assertThat(pending.path("pending_force_closing_channels").path(0).path("blocks_til_maturity").asInt())
                .isEqualTo(250 - 110);
        assertThat(json("channelbalance").path("local_balance").path("msat").asText())
                .isEqualTo(Long.toString(600_000_001L - 3_470_000));
    }

    @Test
    void invoicesAndPayments() throws Exception {
        assertThat(json("addinvoice", "--amt", "1000", "--memo", "coffee").path("r_hash").asText())
                .isEqualTo(FakeNode.HASH.toHex());
        assertThat(node.last(NodeApi.AddInvoice.class).amountMsat()).isEqualTo(1_000_000);
        assertThat(json("lookupinvoice", FakeNode.HASH.toHex()).path("state").asText()).isEqualTo("SETTLED");
        assertThat(json("decodepayreq", "lnbcrt1").path("num_msat").asText()).isEqualTo("2000000");
        assertThat(json("payinvoice", "lnbcrt1").path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(node.last(NodeApi.SendPayment.class).feeLimitMsat()).isEqualTo(100_000);
        json("sendpayment", "--dest", FakeNode.PEER.toHex(), "--amt", "10", "--payment_hash", FakeNode.HASH.toHex());
        assertThat(node.last(NodeApi.SendPayment.class).feeLimitMsat()).isEqualTo(10_000);
    }

    @Test
    void aFailedPaymentIsShownAndHasExitStatusOne() throws Exception {
        node.paymentEnds = PaymentStatus.FAILED;
        assertThat(run("payinvoice", "lnbcrt1")).isEqualTo(1);
        JsonNode payment = new ObjectMapper().readTree(out.toString());
        assertThat(payment.path("failure_reason").asText()).isEqualTo("FAILURE_REASON_NO_ROUTE");
        assertThat(payment.path("htlcs").path(0).path("failure").path("code").asText())
                .isEqualTo("TEMPORARY_CHANNEL_FAILURE");
    }

    @Test
    void routing() throws Exception {
        JsonNode edge = json("describegraph").path("edges").path(0);
        assertThat(edge.path("node1_policy").path("fee_rate_milli_msat").asText()).isEqualTo("100");
        assertThat(edge.path("node2_policy").isNull()).isTrue();
        assertThat(json("getnetworkinfo").path("num_channels").asInt()).isEqualTo(1);
        assertThat(json("feereport").path("channel_fees").path(0).path("fee_rate").asDouble()).isEqualTo(0.0001);
        assertThat(json("fwdinghistory", "--start_time", "-2d", "--max_events", "7").path("forwarding_events").path(0)
                .path("fee_msat").asText()).isEqualTo("1100");
        assertThat(node.last(NodeApi.ForwardingQuery.class).limit()).isEqualTo(7);
        assertThat(json("queryroutes", FakeNode.PEER.toHex(), "1000").path("routes")).hasSize(1);
        assertThat(json("updatechanpolicy", "1000", "0.0001", "80").path("failed_updates")).isEmpty();
        assertThat(run("updatechanpolicy", "1000", "0.0001", "80", "--chan_point", FakeNode.FUNDING_TEXT + ":1"))
                .isEqualTo(1);
    }

    @Test
    void whatTheNodeRefusesIsSaidInItsWords() {
        assertThat(run("lookupinvoice", "00".repeat(32))).isEqualTo(1);
        assertThat(err.toString()).contains("no invoice has this payment hash (NOT_FOUND)");
        assertThat(run("decodepayreq", "nonsense")).isEqualTo(1);
        assertThat(err.toString()).contains("not an invoice for regtest");
    }

    @Test
    void aWrongCommandLineIsExplained() {
        assertThat(run("openchannel", "--local_amt", "5")).isEqualTo(2);
        assertThat(err.toString()).contains("NODE_KEY is missing");
        assertThat(run("lookupinvoice", "xyz")).isEqualTo(2);
        assertThat(err.toString()).contains("must be hexadecimal");
        assertThat(run("fwdinghistory", "--start_time", "yesterday")).isEqualTo(2);
    }

    @Test
    void aNodeThatIsNotThereIsSaid() {
        int port = server.address().getPort();
        server.close();
        assertThat(plain("getinfo", "--rpcserver", "127.0.0.1:" + port)).isEqualTo(1);
        assertThat(err.toString()).contains("no node answers at 127.0.0.1:" + port);
    }
}
