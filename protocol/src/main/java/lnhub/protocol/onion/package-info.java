/**
 * Onion routing (BOLT 4): peeling and building payment onions, what a hop's payload says, failures on their way back,
 * and the arithmetic of blinded routes. Whether an HTLC is worth forwarding is decided elsewhere; so is replay
 * protection, which needs memory that a pure function does not have.
 */
package lnhub.protocol.onion;
