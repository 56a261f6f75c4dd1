package lnhub.protocol.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentNumber;
import lnhub.protocol.units.Bytes;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is remembered of a revoked HTLC is small and complete. */
class RevokedHtlcTest {
    @Provide
    Arbitrary<List<RevokedHtlc>> records() {
        Arbitrary<Long> number = Arbitraries.longs().between(0, CommitmentNumber.MAX);
        return Combinators.combine(
                Arbitraries.bytes().array(byte[].class).ofSize(20),
                Arbitraries.longs().between(0, CommitmentHtlc.CLTV_EXPIRY_LIMIT - 1),
                Arbitraries.of(true, false), number, number)
                .as((hash, expiry, offered, a, b) -> new RevokedHtlc(Bytes.copyOf(hash), expiry, offered,
                        Math.min(a, b), Math.max(a, b)))
                .list().ofMaxSize(30);
    }

    @Property(tries = 300)
    void everyRecordIsReadBack(@ForAll("records") List<RevokedHtlc> records) {
        Bytes encoded = RevokedHtlc.encode(records);
        assertThat(encoded.length()).isEqualTo(36 * records.size());
        assertThat(RevokedHtlc.decode(encoded)).isEqualTo(records);
    }

    /** The limit is 60 bytes per HTLC. */
    @Example
    void theLargestRecordIsSmall() {
        RevokedHtlc largest = new RevokedHtlc(Bytes.wrap(new byte[20]), 499_999_999, true, CommitmentNumber.MAX,
                CommitmentNumber.MAX);
        Bytes encoded = RevokedHtlc.encode(List.of(largest));
        assertThat(encoded.length()).isEqualTo(RevokedHtlc.SIZE).isLessThanOrEqualTo(60);
        assertThat(RevokedHtlc.decode(encoded)).containsExactly(largest);
    }

    /** A persisted byte never changes its meaning. */
    @Example
    void theBytesAreFixed() {
        RevokedHtlc record = new RevokedHtlc(Bytes.fromHex("000102030405060708090a0b0c0d0e0f10111213"), 800_000, true,
                0x0102030405L, 0xA1A2A3A4A5A6L);
        assertThat(RevokedHtlc.encode(List.of(record)).toHex()).isEqualTo(
                "000102030405060708090a0b0c0d0e0f10111213" + "800c3500" + "000102030405" + "a1a2a3a4a5a6");
    }

    @Example
    void itIsMadeOfAnHtlcAsThePeerHeldIt() {
        CommitmentHtlc htlc = Scene.htlc(true, 3, 1_000, 700_000);
        RevokedHtlc record = RevokedHtlc.of(htlc, 4, 6);
        assertThat(record.hashOfPaymentHash())
                .isEqualTo(Bytes.wrap(Hashes.ripemd160(htlc.paymentHash().unsafeArray())));
        assertThat(record.offeredByPeer()).isTrue();
        assertThat(record.isIn(3)).isFalse();
        assertThat(record.isIn(4)).isTrue();
        assertThat(record.isIn(6)).isTrue();
        assertThat(record.isIn(7)).isFalse();
    }

    @Example
    void whatIsNoRecordIsRefused() {
        Bytes hash = Bytes.wrap(new byte[20]);
        assertThatIllegalArgumentException().isThrownBy(() -> RevokedHtlc.decode(Bytes.wrap(new byte[35])))
                .withMessageContaining("35 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> new RevokedHtlc(hash, 500_000_000, true, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new RevokedHtlc(hash, 1, true, 5, 4));
        assertThatIllegalArgumentException().isThrownBy(() ->
                new RevokedHtlc(hash, 1, true, 5, CommitmentNumber.MAX + 1));
        assertThatIllegalArgumentException().isThrownBy(() ->
                new RevokedHtlc(Bytes.wrap(new byte[32]), 1, true, 5, 5));
        assertThatIllegalArgumentException().isThrownBy(() ->
                RevokedHtlc.decode(Bytes.wrap(Hashes.sha256(new byte[0]).toArray())));
    }
}
