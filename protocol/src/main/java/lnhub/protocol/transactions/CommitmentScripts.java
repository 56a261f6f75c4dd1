package lnhub.protocol.transactions;

import java.nio.ByteBuffer;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The witness scripts of one commitment's outputs (BOLT 3, "Commitment Transaction Outputs"). What all its HTLC scripts
 * have in common is put together once.
 */
public final class CommitmentScripts {
    private static final byte PUSH_KEY = PublicKey.SIZE;
    private static final byte PUSH_HASH = 20;

    private final CommitmentFormat format;
    private final CommitmentKeys keys;
    private final int toSelfDelay;
    private final byte[] offeredHead;
    private final byte[] offeredTail;
    private final byte[] receivedHead;
    private final byte[] receivedMiddle;
    private final byte[] receivedTail;

    /** @param toSelfDelay how many blocks the holder waits for its money */
    public CommitmentScripts(CommitmentFormat format, CommitmentKeys keys, int toSelfDelay) {
        this.format = format;
        this.keys = keys;
        this.toSelfDelay = toSelfDelay;
        byte[] head = htlcHead();
        byte[] holderKey = push(keys.holderHtlcKey().unsafeArray());
        byte[] end = format.hasAnchors()
                ? new byte[] {Op.ENDIF, Op.ONE, Op.CHECKSEQUENCEVERIFY, Op.DROP, Op.ENDIF}
                : new byte[] {Op.ENDIF, Op.ENDIF};
        offeredHead = concat(head, ops(Op.NOTIF, Op.DROP, Op.TWO, Op.SWAP), holderKey,
                ops(Op.TWO, Op.CHECKMULTISIG, Op.ELSE, Op.HASH160, PUSH_HASH));
        offeredTail = concat(ops(Op.EQUALVERIFY, Op.CHECKSIG), end);
        receivedHead = concat(head, ops(Op.IF, Op.HASH160, PUSH_HASH));
        receivedMiddle = concat(ops(Op.EQUALVERIFY, Op.TWO, Op.SWAP), holderKey,
                ops(Op.TWO, Op.CHECKMULTISIG, Op.ELSE, Op.DROP));
        receivedTail = concat(ops(Op.CHECKLOCKTIMEVERIFY, Op.DROP, Op.CHECKSIG), end);
    }

    /** The script of to_local, and of the output of every HTLC transaction: the holder's money, after the delay. */
    public Bytes toHolder() {
        return Bytes.wrap(concat(ops(Op.IF), push(keys.revocationKey().unsafeArray()), ops(Op.ELSE),
                Op.number(toSelfDelay), ops(Op.CHECKSEQUENCEVERIFY, Op.DROP),
                push(keys.holderDelayedKey().unsafeArray()), ops(Op.ENDIF, Op.CHECKSIG)));
    }

    /** The witness script of to_remote with anchors; empty without, where the output is a P2WPKH. */
    public Bytes toOther() {
        if (!format.hasAnchors()) {
            return Bytes.EMPTY;
        }
        return toOther(keys.otherPaymentKey());
    }

    /** The same for any commitment with anchors: with option_static_remotekey it depends on one key only. */
    public static Bytes toOther(PublicKey otherPaymentKey) {
        return Bytes.wrap(concat(push(otherPaymentKey.unsafeArray()),
                ops(Op.CHECKSIGVERIFY, Op.ONE, Op.CHECKSEQUENCEVERIFY)));
    }

    /** The scriptPubKey of to_remote. */
    public Bytes toOtherScriptPubkey() {
        return format.hasAnchors() ? Op.p2wsh(toOther()) : Op.p2wpkh(keys.otherPaymentKey());
    }

    /** The script of an anchor: its owner's at once, anyone's after 16 blocks. */
    public static Bytes anchor(PublicKey fundingKey) {
        return Bytes.wrap(concat(push(fundingKey.unsafeArray()), ops(Op.CHECKSIG, Op.IFDUP, Op.NOTIF, Op.SIXTEEN,
                Op.CHECKSEQUENCEVERIFY, Op.ENDIF)));
    }

    /** The script of an HTLC the holder offered, 133 bytes, 136 with anchors. */
    public Bytes offeredHtlc(Bytes32 paymentHash) {
        return offeredHtlc(Bytes.wrap(Hashes.ripemd160(paymentHash.unsafeArray())));
    }

    /** The same from RIPEMD-160 of the payment hash, 20 bytes: all that has to be kept of it. */
    public Bytes offeredHtlc(Bytes hashOfPaymentHash) {
        return Bytes.wrap(concat(offeredHead, twenty(hashOfPaymentHash), offeredTail));
    }

    /** The script of an HTLC the holder received, at most 140 bytes, 143 with anchors. */
    public Bytes receivedHtlc(Bytes32 paymentHash, long cltvExpiry) {
        return receivedHtlc(Bytes.wrap(Hashes.ripemd160(paymentHash.unsafeArray())), cltvExpiry);
    }

    /** The same from RIPEMD-160 of the payment hash, 20 bytes. */
    public Bytes receivedHtlc(Bytes hashOfPaymentHash, long cltvExpiry) {
        return Bytes.wrap(concat(receivedHead, twenty(hashOfPaymentHash), receivedMiddle, Op.number(cltvExpiry),
                receivedTail));
    }

    private static byte[] twenty(Bytes hash) {
        if (hash.length() != PUSH_HASH) {
            throw new IllegalArgumentException("RIPEMD-160 has 20 bytes, got " + hash.length());
        }
        return hash.unsafeArray();
    }

    /** The script of an HTLC in this commitment. */
    Bytes htlc(CommitmentHtlc htlc) {
        return htlc.offeredByHolder()
                ? offeredHtlc(htlc.paymentHash())
                : receivedHtlc(htlc.paymentHash(), htlc.cltvExpiry());
    }

    /** Both HTLC scripts begin with the penalty branch and the other side's key. */
    private byte[] htlcHead() {
        return concat(ops(Op.DUP, Op.HASH160, PUSH_HASH), Hashes.hash160(keys.revocationKey().unsafeArray()),
                ops(Op.EQUAL, Op.IF, Op.CHECKSIG, Op.ELSE), push(keys.otherHtlcKey().unsafeArray()),
                ops(Op.SWAP, Op.SIZE, (byte) 1, (byte) 32, Op.EQUAL));
    }

    private static byte[] push(byte[] key) {
        return ByteBuffer.allocate(1 + PublicKey.SIZE).put(PUSH_KEY).put(key).array();
    }

    private static byte[] ops(byte... opcodes) {
        return opcodes;
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int position = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, position, part.length);
            position += part.length;
        }
        return whole;
    }
}
