/**
 * Keys, signatures, hashes and Noise (BOLT 8) as pure functions. Randomness is always an argument.
 * What is signed (transactions, invoices, gossip) lives with its own package.
 */
package lnhub.protocol.crypto;
