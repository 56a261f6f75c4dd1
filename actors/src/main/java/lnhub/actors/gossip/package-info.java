/**
 * Gossip as an actor (BOLT 7): it owns the graph, asks the rules of {@code lnhub.routing.gossip} what to make of a
 * message, checks funding outputs on the chain, passes on what is accepted and speaks for our own channels. The actors
 * of one node's processes share what they accept, without checking it again, and speak with one voice.
 */
package lnhub.actors.gossip;
