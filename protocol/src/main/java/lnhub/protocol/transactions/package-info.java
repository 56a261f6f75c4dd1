/**
 * The bitcoin transactions of a channel (BOLT 3): funding script, commitments, HTLC and closing transactions, what is
 * hashed and signed of them, and the keys and per-commitment secrets behind them.
 * Transactions are serialised and hashed straight into byte arrays, because a commitment may carry 966 HTLCs and all of
 * them are hashed again in each commitment round.
 * Not here: when something is signed, sent or published (that is the channel's), and spending what a closed channel
 * left on chain.
 */
package lnhub.protocol.transactions;
