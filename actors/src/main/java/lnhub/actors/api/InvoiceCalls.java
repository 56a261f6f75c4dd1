package lnhub.actors.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import lnhub.actors.NodeApi.AddInvoice;
import lnhub.actors.NodeApi.DecodedInvoice;
import lnhub.actors.NodeApi.Invoice;
import lnhub.actors.NodeApi.RouteHint;
import lnhub.actors.forward.LocalChannel;
import lnhub.protocol.invoice.FallbackAddress;
import lnhub.protocol.invoice.InvoiceCodec;
import lnhub.protocol.invoice.InvoiceNetwork;
import lnhub.protocol.invoice.MalformedInvoice;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelUpdate;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.LegacyAddress;
import org.bitcoinj.base.SegwitAddress;

/** Invoices: ours, and those we are shown (BOLT 11). */
final class InvoiceCalls {
    private static final int MAX_TEXT = 7_089;
    private static final int MIN_FINAL_DELTA = 18;
    private static final int DEFAULT_FINAL_DELTA = 80;
    private static final int MAX_FINAL_DELTA = 2_016;
    private static final int MAX_HINTS = 4;
    private static final long MAX_EXPIRY_SECONDS = 366L * 24 * 3600;

    private final ApiServices services;

    InvoiceCalls(ApiServices services) {
        this.services = services;
    }

    CompletionStage<Invoice> add(AddInvoice request) {
        Refusals.within("the amount in millisatoshi", request.amountMsat(), 0,
                lnhub.protocol.invoice.Invoice.MAX_AMOUNT_MSAT);
        Refusals.within("the expiry in seconds", request.expiry().toSeconds(), 1, MAX_EXPIRY_SECONDS);
        int delta = request.finalCltvExpiryDelta().orElse(DEFAULT_FINAL_DELTA);
        Refusals.within("the final cltv_expiry_delta", delta, MIN_FINAL_DELTA, MAX_FINAL_DELTA);
        List<RoutingHint> hints = request.routeHints() ? hints(request.amountMsat()) : List.of();
        return Refusals.read("invoice", request, wanted -> services.invoices().add(wanted, delta, hints));
    }

    /** The ways in over channels that the network does not know, the fullest first; only what could carry it. */
    private List<RoutingHint> hints(long amountMsat) {
        return services.channels().all().stream()
                .filter(channel -> channel.usable() && !channel.params().announced())
                .filter(channel -> channel.params().capacitySat() * 1000 >= amountMsat)
                .sorted(Comparator.comparingLong((LocalChannel channel) -> -channel.params().capacitySat()))
                .flatMap(this::hint).limit(MAX_HINTS).toList();
    }

    private Stream<RoutingHint> hint(LocalChannel channel) {
        Optional<ChannelUpdate> update = services.peerUpdates().apply(channel.shortChannelId());
        return update.stream().map(peer -> new RoutingHint(List.of(new RoutingHint.Hop(channel.peer(),
                channel.remoteAlias().orElse(channel.shortChannelId()), peer.feeBaseMsat(),
                peer.feeProportionalMillionths(), peer.cltvExpiryDelta()))));
    }

    CompletionStage<Invoice> lookup(Bytes32 paymentHash) {
        return services.invoices().lookup(paymentHash);
    }

    // --- others' ---

    static lnhub.protocol.invoice.Invoice read(String text, InvoiceNetwork network) {
        Refusals.check(text.length() <= MAX_TEXT, "an invoice has at most " + MAX_TEXT + " characters, got "
                + text.length());
        try {
            var invoice = InvoiceCodec.decode(text);
            Refusals.check(invoice.network() == network, "the invoice is for " + invoice.network()
                    + ", this node is on " + network);
            return invoice;
        } catch (MalformedInvoice malformed) {
            throw Refusals.invalid("not an invoice: " + malformed.getMessage());
        }
    }

    DecodedInvoice decode(String text) {
        var invoice = read(text, services.facts().network());
        return new DecodedInvoice(invoice.payee(), invoice.paymentHash(), invoice.amountMsat().orElse(0),
                Instant.ofEpochSecond(invoice.timestamp()), Duration.ofSeconds(invoice.expirySeconds()),
                invoice.description().orElse(""), invoice.descriptionHash(),
                invoice.fallbackAddresses().stream().findFirst().map(this::address),
                (int) Math.min(invoice.minFinalCltvExpiryDelta(), Integer.MAX_VALUE),
                invoice.routingHints().stream().map(InvoiceCalls::hints).toList(),
                Optional.of(invoice.paymentSecret()), invoice.features());
    }

    private static List<RouteHint> hints(RoutingHint hint) {
        return hint.hops().stream().map(hop -> new RouteHint(hop.nodeId(), hop.shortChannelId(), hop.feeBaseMsat(),
                hop.feeProportionalMillionths(), hop.cltvExpiryDelta())).toList();
    }

    private String address(FallbackAddress fallback) {
        BitcoinNetwork network = switch (services.facts().network()) {
            case MAINNET -> BitcoinNetwork.MAINNET;
            case TESTNET -> BitcoinNetwork.TESTNET;
            case SIGNET -> BitcoinNetwork.SIGNET;
            case REGTEST -> BitcoinNetwork.REGTEST;
        };
        byte[] program = fallback.program().toArray();
        return switch (fallback.version()) {
            case FallbackAddress.P2PKH -> LegacyAddress.fromPubKeyHash(network, program).toBase58();
            case FallbackAddress.P2SH -> LegacyAddress.fromScriptHash(network, program).toBase58();
            default -> SegwitAddress.fromProgram(network, fallback.version(), program).toBech32();
        };
    }
}
