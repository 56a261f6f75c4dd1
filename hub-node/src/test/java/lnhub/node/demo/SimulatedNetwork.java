package lnhub.node.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.actors.NodeApi.Forward;
import lnhub.actors.NodeApi.PaymentFailure;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** Four nodes and a chain as one set of books: what the demonstration sees, without anything behind it. */
final class SimulatedNetwork implements DemoChain {
    private static final long OPEN_FEE_SAT = 200;
    private static final long CLOSE_FEE_SAT = 150;

    /** What goes wrong with the books, once. */
    enum Fault { NONE, HUB_LOSES_A_MILLISATOSHI, FORWARD_IS_NOT_RECORDED, WALLET_LOSES_A_SATOSHI, PAYS_WITHOUT_INVOICE }

    static final class Link {
        final OutPoint funding;
        final String opener;
        final String other;
        final long capacitySat;
        final int publishedAt;
        final Map<String, Long> msat = new HashMap<>();
        boolean closed;

        Link(OutPoint funding, String opener, String other, long capacitySat, int publishedAt) {
            this.funding = funding;
            this.opener = opener;
            this.other = other;
            this.capacitySat = capacitySat;
            this.publishedAt = publishedAt;
            msat.put(opener, capacitySat * 1000);
            msat.put(other, 0L);
        }

        boolean joins(String a, String b) {
            return !closed && Set.of(opener, other).equals(Set.of(a, b));
        }

        String peerOf(String alias) {
            return alias.equals(opener) ? other : opener;
        }

        ShortChannelId shortChannelId() {
            return ShortChannelId.of(publishedAt + 1, funding.txid().unsafeArray()[0] & 0xFF, funding.index());
        }
    }

    final Map<String, Long> walletsSat = new HashMap<>(Map.of("alice", 0L, "hub", 0L, "bob", 0L, "carol", 0L));
    final List<Link> links = new ArrayList<>();
    final List<Forward> forwards = new ArrayList<>();
    final Map<PublicKey, String> aliases = new HashMap<>();
    final Set<String> connected = new HashSet<>();
    final Set<Bytes32> invoices = new HashSet<>();
    int height;
    private long feesSat;
    private Fault fault;

    SimulatedNetwork(Fault fault) {
        this.fault = fault;
    }

    private boolean strikes(Fault which) {
        if (fault == which) {
            fault = Fault.NONE;
            return true;
        }
        return false;
    }

    synchronized OutPoint open(String from, String to, long capacitySat) {
        byte[] txid = new byte[32];
        txid[0] = (byte) (links.size() + 1);
        Link link = new Link(new OutPoint(Bytes32.wrap(txid), 1), from, to, capacitySat, height);
        links.add(link);
        walletsSat.merge(from, -capacitySat - OPEN_FEE_SAT, Long::sum);
        feesSat += OPEN_FEE_SAT;
        return link.funding;
    }

    synchronized Bytes32 close(OutPoint funding) {
        Link link = links.stream().filter(l -> l.funding.equals(funding)).findFirst().orElseThrow();
        link.closed = true;
        long opener = link.msat.get(link.opener) / 1000 - CLOSE_FEE_SAT;
        long other = link.msat.get(link.other) / 1000;
        walletsSat.merge(link.opener, opener, Long::sum);
        walletsSat.merge(link.other, other, Long::sum);
        feesSat += link.capacitySat - opener - other;
        return funding.txid();
    }

    /** @return the fee, or why not */
    synchronized Object pay(String from, String to, Bytes32 hash, long amountMsat) {
        if (!invoices.remove(hash) && !strikes(Fault.PAYS_WITHOUT_INVOICE)) {
            return PaymentFailure.INCORRECT_PAYMENT_DETAILS;
        }
        long feeMsat = 1_000 + amountMsat * 100 / 1_000_000;
        Optional<Link> in = usable(from, "hub", amountMsat + feeMsat);
        Optional<Link> out = usable("hub", to, amountMsat);
        if (in.isEmpty() || out.isEmpty()) {
            return PaymentFailure.NO_ROUTE;
        }
        long lost = strikes(Fault.HUB_LOSES_A_MILLISATOSHI) ? 1 : 0;
        move(in.get(), from, "hub", amountMsat + feeMsat - lost);
        move(out.get(), "hub", to, amountMsat);
        if (!strikes(Fault.FORWARD_IS_NOT_RECORDED)) {
            forwards.add(new Forward(in.get().shortChannelId(), out.get().shortChannelId(), 0,
                    amountMsat + feeMsat, amountMsat, Instant.ofEpochSecond(1)));
        }
        return feeMsat;
    }

    private Optional<Link> usable(String from, String to, long msat) {
        return links.stream().filter(link -> link.joins(from, to) && link.msat.get(from) >= msat).findFirst();
    }

    private static void move(Link link, String from, String to, long msat) {
        link.msat.merge(from, -msat, Long::sum);
        link.msat.merge(to, msat, Long::sum);
    }

    @Override
    public synchronized Mined mine(int blocks, String address) {
        long rewardSat = 0;
        long collectedSat = feesSat;
        feesSat = 0;
        for (int i = 0; i < blocks; i++) {
            rewardSat += RpcChain.subsidySat(++height);
        }
        String owner = address.replace("address of ", "");
        if (walletsSat.containsKey(owner)) {
            walletsSat.merge(owner, rewardSat + collectedSat - (strikes(Fault.WALLET_LOSES_A_SATOSHI) ? 1 : 0),
                    Long::sum);
        }
        return new Mined(rewardSat + collectedSat, collectedSat, height);
    }

    @Override
    public URI rpcUrl() {
        return URI.create("http://127.0.0.1:1");
    }

    @Override
    public Path cookieFile() {
        return Path.of("cookie");
    }

    @Override
    public void close() {
        links.clear();
    }
}
