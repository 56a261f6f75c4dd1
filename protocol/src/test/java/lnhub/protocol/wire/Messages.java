package lnhub.protocol.wire;

import java.util.List;
import java.util.stream.IntStream;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random well-formed messages of every type. */
final class Messages {
    private static final List<PublicKey> POINTS = IntStream.rangeClosed(1, 8)
            .mapToObj(i -> {
                byte[] secret = new byte[32];
                secret[31] = (byte) i;
                return PrivateKey.wrap(secret).publicKey();
            }).toList();

    /** Values without extension or extra bytes: each proper prefix of such a message is malformed. */
    static Arbitrary<Message> bare() {
        return any(Arbitraries.just(TlvStream.EMPTY), Arbitraries.just(Bytes.EMPTY));
    }

    static Arbitrary<Message> extended() {
        return any(oddTlvs(), bytes(0, 40));
    }

    private static Arbitrary<Message> any(Arbitrary<TlvStream> tlvs, Arbitrary<Bytes> extra) {
        return Arbitraries.oneOf(List.of(
                setup(tlvs), opening(tlvs), updates(tlvs), commitments(tlvs), closing(tlvs), announcements(extra),
                queries(tlvs)));
    }

    private static Arbitrary<Message> setup(Arbitrary<TlvStream> tlvs) {
        Arbitrary<TlvStream> others = tlvs.filter(stream -> stream.get(1).isEmpty());
        return Arbitraries.oneOf(List.of(
                Combinators.combine(features(), bytes32().list().ofMaxSize(4), others).as(Init::new),
                Combinators.combine(bytes32(), bytes(0, 100)).as(ErrorMessage::new),
                Combinators.combine(bytes32(), bytes(0, 100)).as(Warning::new),
                Combinators.combine(u16(), Arbitraries.integers().between(0, 65529)).as(Ping::new),
                Arbitraries.integers().between(0, 65531).map(Pong::new)));
    }

    private static Arbitrary<Message> opening(Arbitrary<TlvStream> tlvs) {
        Arbitrary<Message> open = Combinators.combine(bytes32().list().ofSize(2), sat().list().ofSize(6),
                Arbitraries.integers().greaterOrEqual(0), u16().list().ofSize(2), points(6),
                Arbitraries.integers().between(0, 255), tlvs).as((ids, sats, feerate, u16s, keys, flags, extension) ->
                new OpenChannel(ids.get(0), ids.get(1), sats.get(0), sats.get(1), sats.get(2), sats.get(3),
                        sats.get(4), sats.get(5), feerate, u16s.get(0), u16s.get(1), keys.get(0), keys.get(1),
                        keys.get(2), keys.get(3), keys.get(4), keys.get(5), flags, extension));
        Arbitrary<Message> accept = Combinators.combine(bytes32(), sat().list().ofSize(4), u32(),
                u16().list().ofSize(2), points(6), tlvs).as((id, sats, depth, u16s, keys, extension) ->
                new AcceptChannel(id, sats.get(0), sats.get(1), sats.get(2), sats.get(3), depth, u16s.get(0),
                        u16s.get(1), keys.get(0), keys.get(1), keys.get(2), keys.get(3), keys.get(4), keys.get(5),
                        extension));
        return Arbitraries.oneOf(List.of(open, accept,
                Combinators.combine(bytes32(), bytes32(), u16(), signature(), tlvs).as(FundingCreated::new),
                Combinators.combine(bytes32(), signature(), tlvs).as(FundingSigned::new),
                Combinators.combine(bytes32(), point(), tlvs.map(stream -> with(stream, 1, 8)))
                        .as(ChannelReady::new)));
    }

    private static Arbitrary<Message> updates(Arbitrary<TlvStream> tlvs) {
        return Arbitraries.oneOf(List.of(
                Combinators.combine(bytes32(), u64(), msat(), bytes32(), u32(), bytes(1366, 1366), tlvs)
                        .as(UpdateAddHtlc::new),
                Combinators.combine(bytes32(), u64(), bytes32(), tlvs).as(UpdateFulfillHtlc::new),
                Combinators.combine(bytes32(), u64(), bytes(0, 300), tlvs).as(UpdateFailHtlc::new),
                Combinators.combine(bytes32(), u64(), bytes32(), u16(), tlvs).as(UpdateFailMalformedHtlc::new),
                Combinators.combine(bytes32(), Arbitraries.integers().greaterOrEqual(0), tlvs).as(UpdateFee::new)));
    }

    private static Arbitrary<Message> commitments(Arbitrary<TlvStream> tlvs) {
        return Arbitraries.oneOf(List.of(
                Combinators.combine(bytes32(), signature(), signature().list().ofMaxSize(10), tlvs)
                        .as(CommitmentSigned::new),
                Combinators.combine(bytes32(), bytes32(), point(), tlvs).as(RevokeAndAck::new),
                Combinators.combine(bytes32(), u64(), u64(), bytes32(), point(), tlvs).as(ChannelReestablish::new),
                Combinators.combine(bytes32(), scid(), signature(), signature(), tlvs)
                        .as(AnnouncementSignatures::new)));
    }

    private static Arbitrary<Message> closing(Arbitrary<TlvStream> tlvs) {
        return Arbitraries.oneOf(List.of(
                Combinators.combine(bytes32(), bytes(0, 40), tlvs).as(Shutdown::new),
                Combinators.combine(bytes32(), sat(), signature(), tlvs.map(stream -> with(stream, 1, 16)))
                        .as(ClosingSigned::new)));
    }

    private static Arbitrary<Message> announcements(Arbitrary<Bytes> extra) {
        return Arbitraries.oneOf(List.of(
                Combinators.combine(signature().list().ofSize(4), paddedFeatures(), bytes32(), scid(), points(4), extra)
                        .as((s, f, chain, id, k, x) -> new ChannelAnnouncement(s.get(0), s.get(1), s.get(2), s.get(3),
                                f, chain, id, k.get(0), k.get(1), k.get(2), k.get(3), x)),
                Combinators.combine(signature(), paddedFeatures(), u32(), point(), bytes(3, 3), bytes32(),
                        bytes(0, 60), extra).as(NodeAnnouncement::new),
                Combinators.combine(Combinators.combine(signature(), bytes32(), scid(), extra)
                                .as((s, c, i, x) -> new Object[] {s, c, i, x}),
                        u32().list().ofSize(3), Arbitraries.integers().between(0, 255).list().ofSize(2), u16(),
                        u64().list().ofSize(2)).as((o, u32s, flags, delta, u64s) ->
                        new ChannelUpdate((Signature) o[0], (Bytes32) o[1], (ShortChannelId) o[2], u32s.get(0),
                                flags.get(0), flags.get(1), delta, u64s.get(0), u32s.get(1), u32s.get(2),
                                u64s.get(1), (Bytes) o[3]))));
    }

    private static Arbitrary<Message> queries(Arbitrary<TlvStream> tlvs) {
        Arbitrary<TlvStream> unknown = tlvs.filter(s -> s.get(1).isEmpty() && s.get(3).isEmpty());
        Arbitrary<Boolean> bool = Arbitraries.of(true, false);
        return Arbitraries.oneOf(List.of(
                Combinators.combine(bytes32(), bytes(0, 80), unknown).as(QueryShortChannelIds::new),
                Combinators.combine(bytes32(), bool, unknown).as(ReplyShortChannelIdsEnd::new),
                Combinators.combine(bytes32(), u32(), u32(), unknown).as(QueryChannelRange::new),
                Combinators.combine(bytes32(), u32(), u32(), bool, bytes(0, 80), unknown).as(ReplyChannelRange::new),
                Combinators.combine(bytes32(), u32(), u32(), unknown).as(GossipTimestampFilter::new)));
    }

    /** The stream with a value of the right size where the namespace knows the type. */
    private static TlvStream with(TlvStream stream, long type, int size) {
        return new TlvStream(stream.records().stream()
                .map(tlv -> tlv.type() == type ? new TlvStream.Tlv(type, Bytes.wrap(new byte[size])) : tlv).toList());
    }

    private static Arbitrary<TlvStream> oddTlvs() {
        Arbitrary<Long> odd = Arbitraries.oneOf(List.of(Arbitraries.longs().between(0, 20), Arbitraries.longs()))
                .map(type -> type | 1).filter(type -> type != 3);
        return odd.set().ofMaxSize(4).flatMap(types -> bytes(0, 300).list().ofSize(types.size()).map(values -> {
            List<Long> sorted = types.stream().sorted(Long::compareUnsigned).toList();
            return new TlvStream(IntStream.range(0, sorted.size())
                    .mapToObj(i -> new TlvStream.Tlv(sorted.get(i), values.get(i))).toList());
        }));
    }

    static Arbitrary<Bytes> bytes(int min, int max) {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max).map(Bytes::wrap);
    }

    private static Arbitrary<Bytes32> bytes32() {
        return bytes(32, 32).map(bytes -> Bytes32.wrap(bytes.toArray()));
    }

    private static Arbitrary<Signature> signature() {
        return bytes(64, 64).map(bytes -> Signature.wrap(bytes.toArray()));
    }

    private static Arbitrary<PublicKey> point() {
        return Arbitraries.of(POINTS);
    }

    private static Arbitrary<List<PublicKey>> points(int count) {
        return point().list().ofSize(count);
    }

    private static Arbitrary<ShortChannelId> scid() {
        return u64().map(ShortChannelId::new);
    }

    private static Arbitrary<Features> features() {
        return Arbitraries.integers().between(0, 200).array(int[].class).ofMaxSize(10).map(Features::of);
    }

    private static Arbitrary<Features> paddedFeatures() {
        return bytes(0, 12).map(Features::new);
    }

    private static Arbitrary<Integer> u16() {
        return Arbitraries.integers().between(0, 65535);
    }

    private static Arbitrary<Long> u32() {
        return Arbitraries.longs().between(0, 0xFFFFFFFFL);
    }

    private static Arbitrary<Long> u64() {
        return Arbitraries.longs();
    }

    private static Arbitrary<Long> sat() {
        return Arbitraries.longs().between(0, ChannelCodec.MAX_SAT);
    }

    private static Arbitrary<Long> msat() {
        return Arbitraries.longs().between(0, ChannelCodec.MAX_MSAT);
    }

    private Messages() {
    }
}
