package lnhub.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The hash of BOLT 7 against its definition on the bytes of the whole message. */
class GossipSigningTest {
    @Provide
    Arbitrary<Message> announcements() {
        return Messages.extended().filter(message -> message instanceof ChannelAnnouncement
                || message instanceof NodeAnnouncement || message instanceof ChannelUpdate);
    }

    @Property(tries = 300)
    void coversEverythingAfterTheSignatures(@ForAll("announcements") Message message) throws MalformedMessage {
        byte[] bytes = MessageCodec.encode(message);
        int signatures = message instanceof ChannelAnnouncement ? 4 : 1;
        byte[] signed = Arrays.copyOfRange(bytes, 2 + 64 * signatures, bytes.length);
        assertThat(hash(MessageCodec.decode(bytes))).isEqualTo(Hashes.doubleSha256(signed));
    }

    private static Bytes32 hash(Message message) {
        return switch (message) {
            case ChannelAnnouncement announcement -> GossipSigning.signedHash(announcement);
            case NodeAnnouncement announcement -> GossipSigning.signedHash(announcement);
            case ChannelUpdate update -> GossipSigning.signedHash(update);
            default -> throw new AssertionError("not a signed message");
        };
    }
}
