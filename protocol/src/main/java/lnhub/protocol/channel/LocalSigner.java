package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.claims.SigningKey;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.Basepoints;
import lnhub.protocol.transactions.ChannelKeys;
import lnhub.protocol.transactions.KeyDerivation;
import lnhub.protocol.transactions.PerCommitment;
import lnhub.protocol.units.Bytes32;

/** Signs with keys held in this process. */
public final class LocalSigner implements Signer {
    private final ChannelKeys keys;
    private final Basepoints basepoints;

    public LocalSigner(ChannelKeys keys) {
        this.keys = keys;
        this.basepoints = keys.basepoints();
    }

    @Override
    public Basepoints basepoints() {
        return basepoints;
    }

    @Override
    public PublicKey commitmentPoint(long number) {
        return PerCommitment.point(keys.commitmentSeed(), number);
    }

    @Override
    public Bytes32 commitmentSecret(long number) {
        return PerCommitment.secret(keys.commitmentSeed(), number);
    }

    @Override
    public Signature signFunding(Bytes32 sighash) {
        return Secp256k1.sign(sighash, keys.funding());
    }

    @Override
    public Signature signClaim(Bytes32 sighash, SigningKey key) {
        return Secp256k1.sign(sighash, switch (key) {
            case SigningKey.DelayedPayment(PublicKey point) ->
                    KeyDerivation.derivePrivateKey(keys.delayedBase(), point);
            case SigningKey.Htlc(PublicKey point) -> KeyDerivation.derivePrivateKey(keys.htlcBase(), point);
            case SigningKey.Revocation(Bytes32 secret) ->
                    KeyDerivation.revocationPrivateKey(keys.revocationBase(), secret);
            case SigningKey.Payment() -> keys.paymentBase();
            case SigningKey.Funding() -> keys.funding();
        });
    }

    @Override
    public List<Signature> signHtlcs(List<Bytes32> sighashes, PublicKey remotePerCommitmentPoint) {
        if (sighashes.isEmpty()) {
            return List.of();
        }
        PrivateKey key = KeyDerivation.derivePrivateKey(keys.htlcBase(), remotePerCommitmentPoint);
        List<Signature> signatures = new ArrayList<>(sighashes.size());
        for (Bytes32 hash : sighashes) {
            signatures.add(Secp256k1.sign(hash, key));
        }
        return signatures;
    }
}
