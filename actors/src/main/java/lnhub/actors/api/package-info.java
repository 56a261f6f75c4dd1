/**
 * {@link lnhub.actors.NodeApi} on top of the actors: questions are answered from pictures and tables that are there
 * anyway, and only what must change something wakes an entity. No rule of a channel, of gossip or of gRPC is here.
 */
package lnhub.actors.api;
