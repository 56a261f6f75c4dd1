package lnhub.node.chain;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.transactions.DerSignature;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.ProtocolException;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionWitness;

/** Witnesses put into transactions that were made elsewhere. */
final class WitnessSigning {
    private static final int SIGHASH_ALL = 1;

    private WitnessSigning() {
    }

    /** @throws IllegalArgumentException when the bytes are not a whole transaction and nothing more */
    static Transaction parse(Bytes raw) {
        ByteBuffer buffer = ByteBuffer.wrap(raw.unsafeArray());
        try {
            Transaction tx = Transaction.read(buffer);
            if (buffer.hasRemaining()) {
                throw new IllegalArgumentException(buffer.remaining() + " bytes after the end of the transaction");
            }
            return tx;
        } catch (BufferUnderflowException | ProtocolException malformed) {
            throw new IllegalArgumentException("not a transaction: " + malformed.getMessage(), malformed);
        }
    }

    static OutPoint outPoint(TransactionInput input) {
        return new OutPoint(Bytes32.wrap(input.getOutpoint().hash().serialize()),
                (int) input.getOutpoint().index());
    }

    /** Whether an input still has to be signed. */
    static boolean isBare(TransactionInput input) {
        return input.getWitness().getPushCount() == 0;
    }

    static IllegalArgumentException notOurs(TransactionInput input) {
        return new IllegalArgumentException("the input that spends " + input.getOutpoint().hash() + ":"
                + input.getOutpoint().index() + " has no witness, and that is no coin of the wallet");
    }

    /** Signs a P2WPKH input with SIGHASH_ALL. BIP 143: the script code is the P2PKH script of the key's hash. */
    static void sign(Transaction tx, int index, long amountSat, PrivateKey key) {
        byte[] publicKey = key.publicKey().toArray();
        byte[] scriptCode = new byte[25];
        scriptCode[0] = 0x76;
        scriptCode[1] = (byte) 0xa9;
        scriptCode[2] = 20;
        System.arraycopy(Hashes.hash160(publicKey), 0, scriptCode, 3, 20);
        scriptCode[23] = (byte) 0x88;
        scriptCode[24] = (byte) 0xac;
        Sha256Hash hash = tx.hashForWitnessSignature(
                index, scriptCode, Coin.valueOf(amountSat), Transaction.SigHash.ALL, false);
        byte[] signature =
                DerSignature.encode(Secp256k1.sign(Bytes32.wrap(hash.getBytes()), key), SIGHASH_ALL);
        tx.replaceInput(index, tx.getInput(index).withWitness(TransactionWitness.of(List.of(signature, publicKey))));
    }

    /**
     * The transaction with the witnesses of another form of it where it has none yet.
     *
     * @throws IllegalArgumentException when there is none for one of them either
     */
    static Bytes complete(Transaction tx, Transaction signed) {
        for (int i = 0; i < tx.getInputs().size(); i++) {
            TransactionInput input = tx.getInput(i);
            if (isBare(input)) {
                TransactionWitness witness = signed.getInput(i).getWitness();
                if (witness.getPushCount() == 0) {
                    throw notOurs(input);
                }
                tx.replaceInput(i, input.withWitness(witness));
            }
        }
        return Bytes.wrap(tx.serialize());
    }
}
