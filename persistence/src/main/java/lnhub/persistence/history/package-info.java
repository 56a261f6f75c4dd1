/**
 * Tables that are read by something else than the entity whose events they summarise: finished forwards, the list of
 * channels, how they ended, what the operator asks for forwarding, and what can wake a sleeping channel. Plain JDBC,
 * and blocking: call it from a dispatcher for blocking work. Every result is bounded; every write may be repeated.
 * Events and snapshots are not here.
 */
package lnhub.persistence.history;
