/**
 * What to do when the funding output of a channel is spent (BOLT 5), as pure functions: which transaction it was
 * ({@link lnhub.protocol.claims.Recognition}), which of its outputs can be ours, from when and until when
 * ({@link lnhub.protocol.claims.Claim}), and the transactions that take them
 * ({@link lnhub.protocol.claims.ClaimTransaction}).
 * Heights are arguments and keys are behind {@link lnhub.protocol.claims.ClaimSigner}. Not here: the state of a
 * channel, watching the chain, when to publish and what fee rate is right.
 */
package lnhub.protocol.claims;
