/**
 * The rules of BOLT 7: which gossip is believed, what it changes in the local network view, what is relayed to whom,
 * how peers are asked and answered, and how our own messages are made. Pure: the chain is asked by the caller, and
 * the time, the height and the keys are arguments.
 */
package lnhub.routing.gossip;
