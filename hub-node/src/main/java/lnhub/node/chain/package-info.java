/**
 * The hub's view of bitcoin and its own on-chain money: an embedded regtest chain that validates for real and its
 * JSON-RPC server, the JSON-RPC client used against it and against bitcoind, and the wallet kept from the hub's seed.
 * What the rest of the hub may ask of all this is in {@code lnhub.actors.chain}; nothing here knows a channel.
 */
package lnhub.node.chain;
