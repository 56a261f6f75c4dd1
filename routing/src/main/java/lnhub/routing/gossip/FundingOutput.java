package lnhub.routing.gossip;

import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;

/** An unspent output of the chain. */
public record FundingOutput(Bytes script, long capacitySat) {

    /** The P2WSH scriptPubKey of a channel's funding output (BOLT 3, "Funding Transaction Output"): 34 bytes. */
    public static Bytes script(PublicKey fundingKey, PublicKey otherFundingKey) {
        boolean ordered = fundingKey.compareTo(otherFundingKey) < 0;
        byte[] first = (ordered ? fundingKey : otherFundingKey).unsafeArray();
        byte[] second = (ordered ? otherFundingKey : fundingKey).unsafeArray();
        byte[] push = {PublicKey.SIZE};
        byte[] twoOf = {0x52};
        byte[] twoCheckMultisig = {0x52, (byte) 0xAE};
        byte[] hash = Hashes.sha256(twoOf, push, first, push, second, twoCheckMultisig).unsafeArray();
        byte[] script = new byte[34];
        script[1] = 32;
        System.arraycopy(hash, 0, script, 2, 32);
        return Bytes.wrap(script);
    }
}
