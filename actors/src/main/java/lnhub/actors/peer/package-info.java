/**
 * Peers as sharded, event-sourced entities, and the connections to them. A peer entity knows which channels it has and
 * where it was last reached; a connection actor lives where the TCP connection is, speaks BOLT 1 and hands each
 * channel its messages. No rule of a channel or of gossip is here.
 */
package lnhub.actors.peer;
