/**
 * Tables beside the journal. Most are read by something else than the entity whose events they summarise: finished
 * forwards, the list of channels, how they ended, what the operator asks for forwarding, and what can wake a sleeping
 * channel. One keeps what is too much for a channel's state: the HTLCs of its revoked commitments. One is what a wallet
 * must not forget. Plain JDBC, and blocking: call it from a dispatcher for blocking work. Every result is bounded;
 * every write may be repeated, but for the wallet's, which have one writer and a fence. Events and snapshots are not
 * here.
 */
package lnhub.persistence.history;
