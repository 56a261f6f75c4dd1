package lnhub.protocol.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.Interpreter;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Transactions are read as bitcoin-kmp reads them, and nothing else is. */
class ChainTransactionTest {
    private static Bytes commitment() {
        Scene scene = Scene.of(CommitmentFormat.ANCHORS);
        return scene.signed(scene.ours(3, Scene.spec(30_000_000, Scene.someHtlcs())), true);
    }

    private static void assertReadAsByKmp(Bytes bytes) {
        ChainTransaction ours = ChainTransaction.parse(bytes);
        var kmp = Interpreter.parse(bytes);
        assertThat(ours.txid().toArray()).isEqualTo(kmp.hash.value.toByteArray());
        assertThat(ours.version()).isEqualTo((int) kmp.version);
        assertThat(ours.lockTime()).isEqualTo((int) kmp.lockTime);
        assertThat(ours.inputs()).hasSameSizeAs(kmp.txIn);
        for (int i = 0; i < kmp.txIn.size(); i++) {
            ChainTransaction.Input input = ours.inputs().get(i);
            assertThat(TestChain.kmp(input.outPoint())).isEqualTo(kmp.txIn.get(i).outPoint);
            assertThat(input.sequence()).isEqualTo((int) kmp.txIn.get(i).sequence);
            assertThat(input.witness().stream().map(Bytes::toHex))
                    .isEqualTo(kmp.txIn.get(i).witness.stack.stream().map(item -> item.toHex()).toList());
        }
        assertThat(ours.outputs().stream().map(output -> output.amountSat() + output.scriptPubkey().toHex()))
                .isEqualTo(kmp.txOut.stream().map(output ->
                        output.amount.toLong() + output.publicKeyScript.toHex()).toList());
    }

    @Example
    void transactionsAreReadWithAndWithoutWitness() {
        assertReadAsByKmp(commitment());
        Scene scene = Scene.of(CommitmentFormat.STATIC_REMOTE_KEY);
        assertReadAsByKmp(scene.ours(3, Scene.spec(30_000_000, Scene.someHtlcs())).unsignedTransaction());
        ChainTransaction parsed = ChainTransaction.parse(commitment());
        assertThat(parsed.inputSpending(Scene.FUNDING)).hasValue(0);
        assertThat(parsed.inputSpending(new OutPoint(Scene.FUNDING.txid(), 2))).isEmpty();
    }

    @Property(tries = 300)
    void aTruncatedTransactionIsRefused(@ForAll @IntRange(max = 2000) int length) {
        byte[] whole = commitment().toArray();
        byte[] part = Arrays.copyOf(whole, length % whole.length);
        assertThatIllegalArgumentException().isThrownBy(() -> ChainTransaction.parse(Bytes.wrap(part)))
                .withMessageContaining("malformed transaction");
    }

    @Example
    void bytesLeftOverAreRefused() {
        byte[] whole = commitment().toArray();
        assertThatIllegalArgumentException().isThrownBy(() ->
                ChainTransaction.parse(Bytes.wrap(Arrays.copyOf(whole, whole.length + 1))))
                .withMessageContaining("1 bytes after the end");
    }

    /** One byte of a real transaction replaced: read as by kmp, or refused; never anything else. */
    @Property(tries = 1000)
    void aDamagedTransactionIsReadOrRefused(@ForAll @IntRange(max = 5000) int position, @ForAll byte value) {
        byte[] damaged = commitment().toArray();
        damaged[position % damaged.length] = value;
        try {
            ChainTransaction.parse(Bytes.wrap(damaged));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("malformed transaction");
            return;
        }
        assertReadAsByKmp(Bytes.wrap(damaged));
    }

    @Property(tries = 1000)
    void noBytesCrashTheReader(@ForAll @Size(max = 200) byte[] bytes) {
        try {
            assertThat(ChainTransaction.parse(Bytes.copyOf(bytes)).inputs()).isNotEmpty();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("malformed transaction");
        }
    }

    /** A count that the bytes left cannot hold is refused before anything is allocated for it. */
    @Example
    void countsAndAmountsAreBounded() {
        for (long count : List.of(0xFFFFFFFFFFL, -1L, (long) Integer.MAX_VALUE, 3L)) {
            byte[] bytes = ByteBuffer.allocate(4 + 9 + 41).order(ByteOrder.LITTLE_ENDIAN).putInt(2).put((byte) 0xFF)
                    .putLong(count).array();
            assertThatIllegalArgumentException().isThrownBy(() -> ChainTransaction.parse(Bytes.wrap(bytes)))
                    .withMessageContaining("a count of " + Long.toUnsignedString(count));
        }
        byte[] tooLong = new byte[ChainTransaction.MAX_SIZE + 1];
        assertThatIllegalArgumentException().isThrownBy(() -> ChainTransaction.parse(Bytes.wrap(tooLong)))
                .withMessageContaining("4000001 bytes");
        for (long amount : List.of(-1L, 2_100_000_000_000_001L)) {
            byte[] bytes = ByteBuffer.allocate(4 + 1 + 41 + 1 + 9 + 4).order(ByteOrder.LITTLE_ENDIAN).putInt(2)
                    .put((byte) 1).put(new byte[41]).put((byte) 1).putLong(amount).put((byte) 0).putInt(0).array();
            assertThatIllegalArgumentException().isThrownBy(() -> ChainTransaction.parse(Bytes.wrap(bytes)))
                    .withMessageContaining("output 0 of " + amount + " sat");
        }
    }
}
