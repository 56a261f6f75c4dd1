/**
 * The lab: the constructions that a payment channel is made of, each run on a private chain that validates for real,
 * told in words and decoded scripts, drawn, and checked. The scripts and transactions are the hub's own (those of
 * {@code lnhub.protocol}); what is here only arranges, tells and draws them.
 */
package lnhub.node.lab;
