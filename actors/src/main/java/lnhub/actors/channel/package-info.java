/**
 * Channels as sharded, event-sourced entities: the thin driver around {@link lnhub.protocol.channel.Channel#decide}.
 * It persists a decision's events and then runs its effects; no rule of BOLT 2 is here.
 */
package lnhub.actors.channel;
