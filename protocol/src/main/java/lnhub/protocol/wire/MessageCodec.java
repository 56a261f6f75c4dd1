package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes;

/**
 * Between messages and bytes (BOLT 1, "Lightning Message Format"): a 16-bit type, the fields, the extension.
 * Every message encodes to the bytes that BOLT 1, 2 and 7 give for it; bytes that are not a message throw
 * {@link MalformedMessage} and nothing else.
 */
public final class MessageCodec {
    private MessageCodec() {
    }

    /** The message that {@code bytes} are from first to last; an unknown type is an {@link UnknownMessage}. */
    public static Message decode(Bytes bytes) throws MalformedMessage {
        return decode(bytes.unsafeArray());
    }

    /** As {@link #decode(Bytes)}; the message keeps no reference to the array. */
    public static Message decode(byte[] bytes) throws MalformedMessage {
        return decode(bytes, 0, bytes.length);
    }

    /** As {@link #decode(Bytes)}, of a part of an array that may be reused afterwards. */
    public static Message decode(byte[] source, int offset, int length) throws MalformedMessage {
        if (length > WireWriter.MAX_SIZE) {
            throw new MalformedMessage(MalformedMessage.NO_TYPE, length + " bytes, at most "
                    + WireWriter.MAX_SIZE + " allowed");
        }
        int type = new WireReader(source, offset, length, MalformedMessage.NO_TYPE).u16("type");
        return read(type, new WireReader(source, offset + 2, length - 2, type));
    }

    /** @throws IllegalArgumentException when a value does not fit its field, or all of them not into 65535 bytes */
    public static byte[] encode(Message message) {
        WireWriter writer = new WireWriter(expectedSize(message));
        writer.u16(message.type());
        switch (message) {
            case ChannelMessage channel -> ChannelCodec.write(channel, writer);
            case GossipMessage gossip -> GossipCodec.write(gossip, writer);
            case Init init -> SetupCodec.write(init, writer);
            case ErrorMessage error -> SetupCodec.write(error, writer);
            case Warning warning -> SetupCodec.write(warning, writer);
            case Ping ping -> SetupCodec.write(ping, writer);
            case Pong pong -> SetupCodec.write(pong, writer);
            case UnknownMessage unknown -> writer.bytes(unknown.payload());
        }
        return writer.toArray();
    }

    /** Exact for the frequent messages without extension, so that their array is neither grown nor copied. */
    private static int expectedSize(Message message) {
        return switch (message) {
            case UpdateAddHtlc add -> add.tlvs().isEmpty() ? 1452 : 1600;
            case CommitmentSigned signed -> 100 + 64 * signed.htlcSignatures().size();
            case RevokeAndAck _ -> 99;
            case UpdateFulfillHtlc _ -> 74;
            case UpdateFailHtlc fail -> 44 + fail.reason().length();
            case UpdateFee _ -> 38;
            case ChannelUpdate update -> 138 + update.extra().length();
            case ChannelAnnouncement _ -> 432;
            default -> 256;
        };
    }

    private static Message read(int type, WireReader reader) throws MalformedMessage {
        return switch (type) {
            case Warning.TYPE -> SetupCodec.readWarning(reader);
            case Init.TYPE -> SetupCodec.readInit(reader);
            case ErrorMessage.TYPE -> SetupCodec.readError(reader);
            case Ping.TYPE -> SetupCodec.readPing(reader);
            case Pong.TYPE -> SetupCodec.readPong(reader);
            case OpenChannel.TYPE -> OpeningCodec.readOpenChannel(reader);
            case AcceptChannel.TYPE -> OpeningCodec.readAcceptChannel(reader);
            case FundingCreated.TYPE -> OpeningCodec.readFundingCreated(reader);
            case FundingSigned.TYPE -> OpeningCodec.readFundingSigned(reader);
            case ChannelReady.TYPE -> OpeningCodec.readChannelReady(reader);
            case Shutdown.TYPE -> ChannelCodec.readShutdown(reader);
            case ClosingSigned.TYPE -> ChannelCodec.readClosingSigned(reader);
            case UpdateAddHtlc.TYPE -> ChannelCodec.readUpdateAddHtlc(reader);
            case UpdateFulfillHtlc.TYPE -> ChannelCodec.readUpdateFulfillHtlc(reader);
            case UpdateFailHtlc.TYPE -> ChannelCodec.readUpdateFailHtlc(reader);
            case UpdateFailMalformedHtlc.TYPE -> ChannelCodec.readUpdateFailMalformedHtlc(reader);
            case UpdateFee.TYPE -> ChannelCodec.readUpdateFee(reader);
            case CommitmentSigned.TYPE -> ChannelCodec.readCommitmentSigned(reader);
            case RevokeAndAck.TYPE -> ChannelCodec.readRevokeAndAck(reader);
            case ChannelReestablish.TYPE -> ChannelCodec.readChannelReestablish(reader);
            case AnnouncementSignatures.TYPE -> ChannelCodec.readAnnouncementSignatures(reader);
            case ChannelAnnouncement.TYPE -> GossipCodec.readChannelAnnouncement(reader);
            case NodeAnnouncement.TYPE -> GossipCodec.readNodeAnnouncement(reader);
            case ChannelUpdate.TYPE -> GossipCodec.readChannelUpdate(reader);
            case QueryShortChannelIds.TYPE -> GossipCodec.readQueryShortChannelIds(reader);
            case ReplyShortChannelIdsEnd.TYPE -> GossipCodec.readReplyShortChannelIdsEnd(reader);
            case QueryChannelRange.TYPE -> GossipCodec.readQueryChannelRange(reader);
            case ReplyChannelRange.TYPE -> GossipCodec.readReplyChannelRange(reader);
            case GossipTimestampFilter.TYPE -> GossipCodec.readGossipTimestampFilter(reader);
            default -> new UnknownMessage(type, reader.rest());
        };
    }
}
