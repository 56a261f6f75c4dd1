/**
 * What the hub needs of a block chain and of an on-chain wallet, as interfaces: blocks in order, publishing,
 * unspent outputs, fee rates, funding. What talks to a real node, and the wallet's keys, live with the process.
 * Hashes and transaction ids are in internal byte order everywhere.
 */
package lnhub.actors.chain;
