/**
 * Lightning over TCP: listening, dialling, the BOLT 8 handshake, and frames to messages and back, on Netty.
 * What a message means, who may connect for how long, and when to reconnect is decided elsewhere
 * ({@code lnhub.actors.peer}).
 */
package lnhub.node.transport;
