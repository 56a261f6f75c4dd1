package lnhub.protocol.crypto;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * The curve in Java, for platforms without libsecp256k1. Same results to the byte, but slower, and not constant-time
 * when a secret meets someone else's point.
 */
final class BouncyCastleCurve implements Curve {
    private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(PARAMETERS);
    private static final BigInteger N = PARAMETERS.getN();
    private static final BigInteger HALF_N = N.shiftRight(1);

    @Override
    public boolean isPoint(byte[] point) {
        try {
            point(point);
            return true;
        } catch (RuntimeException notAPoint) {
            return false;
        }
    }

    @Override
    public boolean isSecret(byte[] secret) {
        BigInteger value = new BigInteger(1, secret);
        return value.signum() > 0 && value.compareTo(N) < 0;
    }

    @Override
    public byte[] publicKey(byte[] secret) {
        return encoded(generatorTimes(nonZero(secret)));
    }

    @Override
    public byte[] sign(byte[] hash, byte[] secret) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(nonZero(secret), DOMAIN));
        BigInteger[] rs = signer.generateSignature(hash);
        BigInteger s = rs[1].compareTo(HALF_N) > 0 ? N.subtract(rs[1]) : rs[1];
        byte[] signature = new byte[64];
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, rs[0]), 0, signature, 0, 32);
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, s), 0, signature, 32, 32);
        return signature;
    }

    @Override
    public byte[] expand(byte[] point) {
        return point(point).getEncoded(false);
    }

    @Override
    public boolean verify(byte[] hash, byte[] signature, byte[] point) {
        BigInteger s = new BigInteger(1, signature, 32, 32);
        if (s.compareTo(HALF_N) > 0) {
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, new ECPublicKeyParameters(point(point), DOMAIN));
        return verifier.verifySignature(hash, new BigInteger(1, signature, 0, 32), s);
    }

    /** SEC 1, section 4.1.6: Q = (s * R - hash * G) / r, where the recovery id tells which R has this r. */
    @Override
    public byte[] recover(byte[] hash, byte[] signature, int recoveryId) {
        if (recoveryId < 0 || recoveryId > 3) {
            throw new IllegalArgumentException("recovery id must be 0 to 3");
        }
        BigInteger r = inRange(new BigInteger(1, signature, 0, 32));
        BigInteger s = inRange(new BigInteger(1, signature, 32, 32));
        BigInteger x = recoveryId < 2 ? r : r.add(N);
        byte[] encodedR = new byte[33];
        encodedR[0] = (byte) (2 + (recoveryId & 1));
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, x), 0, encodedR, 1, 32);
        BigInteger inverse = BigIntegers.modOddInverse(N, r);
        BigInteger u1 = new BigInteger(1, hash).negate().multiply(inverse).mod(N);
        BigInteger u2 = s.multiply(inverse).mod(N);
        return encoded(ECAlgorithms.sumOfTwoMultiplies(PARAMETERS.getG(), u1, point(encodedR), u2));
    }

    @Override
    public byte[] ecdh(byte[] secret, byte[] point) {
        return Hashes.sha256(multiplyPoint(point, secret)).unsafeArray();
    }

    @Override
    public byte[] addToPoint(byte[] point, byte[] tweak) {
        return encoded(point(point).add(generatorTimes(belowN(tweak))));
    }

    @Override
    public byte[] addPoints(byte[] a, byte[] b) {
        return encoded(point(a).add(point(b)));
    }

    @Override
    public byte[] multiplyPoint(byte[] point, byte[] tweak) {
        return encoded(point(point).multiply(nonZero(tweak)));
    }

    @Override
    public byte[] addToSecret(byte[] secret, byte[] tweak) {
        return scalar(nonZero(secret).add(belowN(tweak)));
    }

    @Override
    public byte[] multiplySecret(byte[] secret, byte[] tweak) {
        return scalar(nonZero(secret).multiply(nonZero(tweak)));
    }

    private static ECPoint generatorTimes(BigInteger scalar) {
        return new FixedPointCombMultiplier().multiply(PARAMETERS.getG(), scalar);
    }

    private static ECPoint point(byte[] encoded) {
        return PARAMETERS.getCurve().decodePoint(encoded);
    }

    private static byte[] encoded(ECPoint point) {
        if (point.isInfinity()) {
            throw new IllegalArgumentException("the point at infinity");
        }
        return point.getEncoded(true);
    }

    private static byte[] scalar(BigInteger value) {
        return BigIntegers.asUnsignedByteArray(32, inRange(value.mod(N)));
    }

    private static BigInteger nonZero(byte[] scalar) {
        return inRange(new BigInteger(1, scalar));
    }

    private static BigInteger inRange(BigInteger value) {
        if (value.signum() == 0 || value.compareTo(N) >= 0) {
            throw new IllegalArgumentException("not within 1 and n - 1");
        }
        return value;
    }

    private static BigInteger belowN(byte[] scalar) {
        BigInteger value = new BigInteger(1, scalar);
        if (value.compareTo(N) >= 0) {
            throw new IllegalArgumentException("not below n");
        }
        return value;
    }
}
