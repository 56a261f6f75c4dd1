/**
 * Tests of the channel. The kit ({@link lnhub.protocol.channel.TestNode}, {@link lnhub.protocol.channel.Journal},
 * {@link lnhub.protocol.channel.Entity}, {@link lnhub.protocol.channel.Pair}) drives pure channels by lists of
 * messages; the {@link lnhub.protocol.channel.Simulation} drives whole nodes of them by a seed.
 */
package lnhub.protocol.channel;
