/**
 * The node's own money: invoices that others pay, and payments that this node makes. One event-sourced entity each,
 * sharded by payment hash. {@link lnhub.actors.payment.Invoices} and {@link lnhub.actors.payment.Payments} are the
 * doors; {@link lnhub.actors.payment.ChannelGateway} and {@link lnhub.actors.payment.RouteFinder} are what the rest of
 * the node must give. Forwarding for others and what happens in a channel do not live here.
 */
package lnhub.actors.payment;
