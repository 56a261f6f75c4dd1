package lnhub.actors.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import lnhub.actors.NodeApi.Forward;
import lnhub.actors.NodeApi.ForwardingQuery;
import lnhub.actors.NodeApi.Hop;
import lnhub.actors.NodeApi.PaymentTarget;
import lnhub.actors.NodeApi.PolicyFailure;
import lnhub.actors.NodeApi.PolicyUpdate;
import lnhub.actors.NodeApi.QueryRoutes;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.NodeApi.Refused.Code;
import lnhub.actors.NodeApi.SendCoins;
import lnhub.actors.NodeApi.SendPayment;
import lnhub.actors.NodeApi.WalletBalance;
import lnhub.actors.peer.PeerMessage;
import lnhub.persistence.history.ChannelDirectory;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.forward.RelayPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorCallsTest {
    /** From BOLT 11's examples, for mainnet; expired long ago. */
    private static final String DONATION = "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5"
            + "qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8"
            + "g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm"
            + "9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql";

    @TempDir
    Path folder;

    private static void assertRefused(CompletionStage<?> stage, Code code, String part) {
        assertThatThrownBy(() -> TestHub.get(stage)).isInstanceOf(ExecutionException.class)
                .cause().isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(code);
                    assertThat(refused).hasMessageContaining(part);
                });
    }

    // --- policies ---

    private static PolicyUpdate policy(int delta, Optional<Long> minimum, Optional<Long> maximum) {
        return new PolicyUpdate(7, 8, delta, minimum, maximum);
    }

    @Test
    void aPolicySurvivesARestart() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            hub.show(1, TestStates.normal(1));
            hub.show(2, TestStates.normal(2));
            assertThat(TestHub.get(hub.api.updatePolicy(Optional.of(TestStates.funding(1)),
                    policy(40, Optional.of(5_000L), Optional.empty())))).isEmpty();
        }
        try (TestHub hub = new TestHub(folder)) {
            hub.show(1, TestStates.normal(1));
            hub.show(2, TestStates.normal(2));
            assertThat(hub.channels.get(TestStates.ref(1)).orElseThrow().policy())
                    .isEqualTo(new RelayPolicy(7, 8, 40, 5_000, 1_000_000_000));
            assertThat(hub.channels.get(TestStates.ref(2)).orElseThrow().policy())
                    .isEqualTo(new RelayPolicy(1_000, 100, 80, 2_000, 1_000_000_000));
        }
    }

    @Test
    void aPolicyIsCheckedBeforeItIsTaken() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            hub.show(1, TestStates.normal(1));
            hub.show(2, TestStates.awaitingReady(2));
            assertRefused(hub.api.updatePolicy(Optional.empty(), policy(33, Optional.empty(), Optional.empty())),
                    Code.INVALID_ARGUMENT, "must be 34 to 2016, got 33");
            assertRefused(hub.api.updatePolicy(Optional.empty(), new PolicyUpdate(1L << 32, 0, 40, Optional.empty(),
                    Optional.empty())), Code.INVALID_ARGUMENT, "must be 0 to 4294967295");
            assertThat(reason(hub, 1, Optional.of(1_999L), Optional.empty())).contains("no HTLC below 2000 msat");
            assertThat(reason(hub, 1, Optional.empty(), Optional.of(1_000_000_001L)))
                    .contains("capacity is 1000000000 msat");
            assertThat(reason(hub, 1, Optional.of(9_000L), Optional.of(8_000L))).contains("above the largest");
            assertThat(reason(hub, 2, Optional.empty(), Optional.empty())).contains("no open channel");
            assertThat(hub.tables.policies().page("", 10)).isEmpty();
            assertThat(hub.channels.get(TestStates.ref(1)).orElseThrow().policy().feeBaseMsat()).isEqualTo(1_000);
        }
    }

    private static String reason(TestHub hub, int n, Optional<Long> minimum, Optional<Long> maximum) throws Exception {
        List<PolicyFailure> failures = TestHub.get(hub.api.updatePolicy(Optional.of(TestStates.funding(n)),
                policy(40, minimum, maximum)));
        assertThat(failures).hasSize(1);
        return failures.getFirst().reason();
    }

    // --- history ---

    @Test
    void theHistoryIsPagedAndNamesChannelsThatAreClosedToo() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            hub.show(1, TestStates.normal(1));
            hub.tables.directory().put(new ChannelDirectory.Listing(TestStates.ref(2).toHex(), 1,
                    TestStates.bytes32(3), TestStates.PEER, Optional.of(TestStates.id(2)), 5, "Closed", true));
            long now = TestHub.NOW.toEpochMilli();
            long day = Duration.ofDays(1).toMillis();
            hub.tables.history().insert(LongStream.range(0, 25).mapToObj(n -> new ForwardingHistory.Forward(
                    TestStates.ref(1).value(), n, TestStates.ref(n == 24 ? 9 : 2).value(), 1_100, 1_000,
                    now - n * day / 2)).toList());
            List<Forward> page = TestHub.get(hub.api.forwardingHistory(new ForwardingQuery(Instant.EPOCH,
                    TestHub.NOW, 20, 3))).forwards();
            assertThat(page).containsExactly(forward(4), forward(3), forward(2));
            List<Forward> oldest = TestHub.get(hub.api.forwardingHistory(new ForwardingQuery(Instant.EPOCH,
                    TestHub.NOW, 0, 1))).forwards();
            assertThat(oldest.getFirst().outgoing()).isEqualTo(new ShortChannelId(0));
            assertRefused(hub.api.forwardingHistory(new ForwardingQuery(Instant.EPOCH, TestHub.NOW, 0, 50_001)),
                    Code.INVALID_ARGUMENT, "limit must be 1 to 50000");
            var report = TestHub.get(hub.api.feeReport());
            assertThat(List.of(report.dayFeesMsat(), report.weekFeesMsat(), report.monthFeesMsat()))
                    .containsExactly(300L, 1_500L, 2_500L);
            assertThat(report.channels()).singleElement()
                    .satisfies(fee -> assertThat(fee.feeBaseMsat()).isEqualTo(1_000));
        }
    }

    private static Forward forward(int n) {
        return new Forward(TestStates.id(1), TestStates.id(2), n, 1_100, 1_000,
                TestHub.NOW.minus(Duration.ofHours(12L * n)));
    }

    // --- wallet ---

    @Test
    void allCoinsAreSentWithoutTheFee() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            String address = TestHub.get(hub.api.newAddress());
            assertThat(TestHub.get(hub.api.walletBalance())).isEqualTo(new WalletBalance(50_000, 7, 9, 0));
            Bytes32 txid = TestHub.get(hub.api.sendCoins(new SendCoins(address, 0, true, OptionalInt.empty())));
            assertThat(txid).isEqualTo(TestStates.bytes32(5));
            assertThat(hub.wallet.lastSentSat).isEqualTo(50_000 - FakeWallet.FEE_SAT);
            assertRefused(hub.api.sendCoins(new SendCoins(address, 50_000, false, OptionalInt.empty())),
                    Code.FAILED_PRECONDITION, "needs 50153 sat with the fee, 50000 sat can be spent now");
            assertRefused(hub.api.sendCoins(new SendCoins("x", 1, false, OptionalInt.empty())),
                    Code.INVALID_ARGUMENT, "address: \"x\" is no regtest address");
            assertRefused(hub.api.sendCoins(new SendCoins(address, 1, false, OptionalInt.of(252))),
                    Code.INVALID_ARGUMENT, "must be 253 to 1000000, got 252");
            hub.wallet.confirmedSat = 100;
            assertRefused(hub.api.sendCoins(new SendCoins(address, 0, true, OptionalInt.empty())),
                    Code.FAILED_PRECONDITION, "100 sat confirmed");
        }
    }

    // --- peers ---

    @Test
    void connectingAnswersAsThePeerDoes() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            var already = hub.api.connect(TestStates.PEER, "127.0.0.1", 9735, Duration.ofSeconds(10));
            PeerMessage.Connect connect = hub.peer.expectMessageClass(PeerMessage.Connect.class);
            assertThat(connect.address()).isEqualTo(new PeerMessage.Address("127.0.0.1", 9735));
            connect.replyTo().tell(new PeerMessage.Answer.AlreadyConnected());
            assertRefused(already, Code.ALREADY_EXISTS, "already connected");
            var failing = hub.api.connect(TestStates.PEER, "127.0.0.1", 9735, Duration.ofSeconds(10));
            hub.peer.expectMessageClass(PeerMessage.Connect.class).replyTo()
                    .tell(new PeerMessage.Answer.Failure("connection refused"));
            assertRefused(failing, Code.UNAVAILABLE, "connection refused");
            assertRefused(hub.api.connect(TestStates.PEER, "127.0.0.1", 9735, Duration.ofMillis(20)),
                    Code.DEADLINE_EXCEEDED, "no connection to");
            assertRefused(hub.api.connect(TestStates.NODE, "127.0.0.1", 9735, Duration.ofSeconds(1)),
                    Code.INVALID_ARGUMENT, "own id");
        }
    }

    // --- routes, invoices, payments ---

    @Test
    void aRouteOverOurOwnChannelSaysWhatArrivesAndWhen() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            QueryRoutes query = new QueryRoutes(TestStates.PEER, 5_000_000, 40, 0, List.of());
            assertRefused(hub.api.queryRoutes(query), Code.NOT_FOUND, "can carry 5000000 msat");
            hub.show(1, TestStates.normal(1));
            var route = TestHub.get(hub.api.queryRoutes(query)).getFirst();
            assertThat(route.hops()).containsExactly(new Hop(TestStates.id(1), TestStates.PEER,
                    TestStates.CAPACITY_SAT, 5_000_000, 0, FakeChain.HEIGHT + 40));
            assertThat(route.totalTimeLock()).isEqualTo(FakeChain.HEIGHT + 40);
        }
    }

    @Test
    void aNameFromAStrangerIsMadeShowable() {
        byte[] alias = new byte[32];
        byte[] name = " a\u001b[31m\u202eb\u20bf\u0000".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        System.arraycopy(name, 0, alias, 0, name.length);
        assertThat(GraphQueries.alias(Bytes32.wrap(alias))).isEqualTo("a[31mb\u20bf");
    }

    @Test
    void anInvoiceOfAnotherNetworkOrNoneIsRefused() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            assertRefused(hub.api.decodePayReq(DONATION), Code.INVALID_ARGUMENT, "for MAINNET");
            assertRefused(hub.api.decodePayReq("lnbcrt1"), Code.INVALID_ARGUMENT, "not an invoice");
            assertRefused(hub.api.lookupInvoice(TestStates.HASH), Code.NOT_FOUND, "no invoice");
        }
    }

    @Test
    void aPaymentBecomesACompleteOrder() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            hub.api.sendPayment(payment(TestStates.PEER, 1_000), new RecordedUpdates<>());
            PaymentApi.Order order = hub.payments.orders.getFirst();
            assertThat(order.maxCltvExpiryDelta()).isEqualTo(2_016);
            assertThat(order.timeoutMs()).isEqualTo(60_000);
            assertThat(order.toString()).doesNotContain(TestStates.PREIMAGE.toHex());
            assertThatThrownBy(() -> hub.api.sendPayment(payment(TestStates.NODE, 1_000), new RecordedUpdates<>()))
                    .hasMessage("this node cannot pay itself");
            assertThatThrownBy(() -> hub.api.sendPayment(payment(TestStates.PEER, 0), new RecordedUpdates<>()))
                    .hasMessageContaining("must be 1 to");
        }
    }

    private static SendPayment payment(lnhub.protocol.crypto.PublicKey to, long amountMsat) {
        return new SendPayment(new PaymentTarget.ToNode(to, TestStates.HASH, amountMsat, 40,
                Optional.of(TestStates.PREIMAGE), List.of()), 10, Duration.ofMinutes(1), 1,
                OptionalInt.of(Integer.MAX_VALUE), List.of(), true);
    }
}
