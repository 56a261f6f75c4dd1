package lnhub.protocol.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lnhub.protocol.claims.Claim.Kind;
import lnhub.protocol.transactions.Interpreter;
import lnhub.protocol.units.Bytes;

/** What must hold of every claim transaction. */
final class ClaimAssertions {
    private ClaimAssertions() {
    }

    /** Valid in the first block it says, refused in the one before, and no heavier or cheaper than it says. */
    static Bytes assertValidFromItsHeight(TestChain chain, Scene scene, ClaimTransaction transaction) {
        Bytes signed = chain.signCoins(transaction.signed(scene.signer()));
        assertThat(chain.check(signed, transaction.fromHeight())).isEqualTo(transaction.feeSat());
        if (transaction.fromHeight() > 0) {
            assertThatThrownBy(() -> chain.check(signed, transaction.fromHeight() - 1))
                    .isInstanceOf(RuntimeException.class);
        }
        int weight = Interpreter.parse(signed).weight();
        assertThat(transaction.weight()).isGreaterThanOrEqualTo(weight);
        // A signature is 71 or 72 bytes in nearly all cases, and 73 are counted; two per second stage, one per coin.
        assertThat(transaction.weight() - weight).isLessThanOrEqualTo(8 * Interpreter.parse(signed).txIn.size());
        return signed;
    }

    /** Each claim in a transaction of its own; second stages of anchor channels get a coin for the fee. */
    static void assertEachValid(TestChain chain, Scene scene, List<Claim> claims) {
        for (Claim claim : claims) {
            assertValidFromItsHeight(chain, scene, single(chain, scene, claim));
        }
    }

    static ClaimTransaction single(TestChain chain, Scene scene, Claim claim) {
        boolean needsFee = scene.format().hasAnchors()
                && (claim.kind() == Kind.HTLC_TIMEOUT || claim.kind() == Kind.HTLC_SUCCESS);
        return Scene.built(List.of(claim), needsFee ? List.of(chain.coin(50_000)) : List.of());
    }
}
