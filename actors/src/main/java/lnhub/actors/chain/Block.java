package lnhub.actors.chain;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.core.ProtocolException;

/**
 * A block with all its transactions, in block order (so that the position is a short channel id's txIndex).
 *
 * @param hash         in internal byte order
 * @param previousHash the parent's hash, in internal byte order
 * @param timeSeconds  the header's time, seconds since 1970
 */
public record Block(
        int height, Bytes32 hash, Bytes32 previousHash, long timeSeconds, List<ChainTransaction> transactions) {

    public Block {
        transactions = List.copyOf(transactions);
    }

    public Tip tip() {
        return new Tip(height, hash);
    }

    /** The parent's place in the chain. Not for the genesis block. */
    public Tip parent() {
        return new Tip(height - 1, previousHash);
    }

    /**
     * Reads a block as bitcoin's wire has it, witnesses included.
     *
     * @throws IllegalArgumentException when the bytes are not a whole block and nothing more
     */
    public static Block parse(int height, Bytes raw) {
        ByteBuffer buffer = ByteBuffer.wrap(raw.unsafeArray());
        try {
            org.bitcoinj.core.Block block = org.bitcoinj.core.Block.read(buffer);
            if (buffer.hasRemaining()) {
                throw new IllegalArgumentException(buffer.remaining() + " bytes after the end of the block");
            }
            return new Block(height,
                    Bytes32.wrap(block.getHash().serialize()),
                    Bytes32.wrap(block.getPrevBlockHash().serialize()),
                    block.time().getEpochSecond(),
                    block.getTransactions().stream().map(ChainTransaction::of).toList());
        } catch (BufferUnderflowException | ProtocolException malformed) {
            throw new IllegalArgumentException("not a block: " + malformed.getMessage(), malformed);
        }
    }
}
