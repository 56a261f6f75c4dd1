package lnhub.protocol.wire;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.TlvStream.Tlv;

/** The messages of BOLT 1 that every connection needs. */
final class SetupCodec {
    private SetupCodec() {
    }

    static Init readInit(WireReader r) throws MalformedMessage {
        Features global = new Features(r.bytesWithLength("globalfeatures"));
        Features features = global.or(new Features(r.bytesWithLength("features")));
        TlvStream all = TlvCodec.read(r, InitTlvs.NAMESPACE);
        List<Bytes32> networks = new ArrayList<>();
        List<Tlv> others = new ArrayList<>();
        for (Tlv tlv : all.records()) {
            if (tlv.type() == InitTlvs.NETWORKS) {
                addChains(tlv.value(), networks);
            } else {
                others.add(tlv);
            }
        }
        return new Init(features, List.copyOf(networks), new TlvStream(others));
    }

    private static void addChains(Bytes value, List<Bytes32> networks) throws MalformedMessage {
        WireReader chains = WireReader.of(value);
        while (!chains.isAtEnd()) {
            networks.add(chains.bytes32("networks"));
        }
    }

    /** Everything goes into the second bitmap; a reader merges the two anyway (BOLT 1, "The init Message"). */
    static void write(Init init, WireWriter w) {
        w.u16(0).bytesWithLength(init.features().bits());
        if (init.networks().isEmpty()) {
            TlvCodec.write(init.tlvs(), w);
            return;
        }
        WireWriter chains = new WireWriter(Bytes32.SIZE * init.networks().size());
        init.networks().forEach(chains::bytes);
        List<Tlv> all = new ArrayList<>(init.tlvs().records());
        long smaller = all.stream().filter(tlv -> tlv.type() == 0).count();
        all.add((int) smaller, new Tlv(InitTlvs.NETWORKS, chains.toBytes()));
        TlvCodec.write(new TlvStream(all), w);
    }

    /** What follows the data is an extension that may be ignored: nothing is defined for it. */
    static ErrorMessage readError(WireReader r) throws MalformedMessage {
        return new ErrorMessage(r.bytes32("channel_id"), r.bytesWithLength("data"));
    }

    static void write(ErrorMessage error, WireWriter w) {
        w.bytes(error.channelId()).bytesWithLength(error.data());
    }

    static Warning readWarning(WireReader r) throws MalformedMessage {
        return new Warning(r.bytes32("channel_id"), r.bytesWithLength("data"));
    }

    static void write(Warning warning, WireWriter w) {
        w.bytes(warning.channelId()).bytesWithLength(warning.data());
    }

    static Ping readPing(WireReader r) throws MalformedMessage {
        int numPongBytes = r.u16("num_pong_bytes");
        return new Ping(numPongBytes, ignored(r));
    }

    static void write(Ping ping, WireWriter w) {
        w.u16(ping.numPongBytes()).u16(ping.ignoredLength()).zeroes(ping.ignoredLength());
    }

    static Pong readPong(WireReader r) throws MalformedMessage {
        return new Pong(ignored(r));
    }

    static void write(Pong pong, WireWriter w) {
        w.u16(pong.ignoredLength()).zeroes(pong.ignoredLength());
    }

    private static int ignored(WireReader r) throws MalformedMessage {
        int length = r.u16("byteslen");
        r.skip(length, "ignored");
        return length;
    }
}
