/**
 * The local view of the network: nodes, channels and what their owners ask for relaying, as immutable snapshots that
 * share structure. What may enter the graph is decided in {@code gossip}; routes are searched in {@code path}.
 */
package lnhub.routing.graph;
