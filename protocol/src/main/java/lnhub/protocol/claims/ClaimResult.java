package lnhub.protocol.claims;

/** A claim transaction, or why there can be none. */
public sealed interface ClaimResult permits ClaimTransaction, ClaimResult.Refused {
    /**
     * @param why in words
     * @param missingSat how much more the inputs, or the budget, would have to hold; 0 when money does not help
     */
    record Refused(String why, long missingSat) implements ClaimResult {
    }
}
