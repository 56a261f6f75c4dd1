/**
 * A channel (BOLT 2) as a pure function: {@link lnhub.protocol.channel.ChannelState#decide} turns a command into
 * events and effects, {@link lnhub.protocol.channel.ChannelState#apply} turns events into the next state.
 * No clock, randomness, I/O or Akka: what they would give is in {@link lnhub.protocol.channel.Context}.
 *
 * <p>Every message that binds us is an {@link lnhub.protocol.channel.Effect.Binding}, and only a
 * {@link lnhub.protocol.channel.Decision.Recorded} can carry one: durable before binding, by type.
 */
package lnhub.protocol.channel;
