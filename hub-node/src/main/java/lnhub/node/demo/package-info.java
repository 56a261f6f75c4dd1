/**
 * The demonstration: a private chain and four nodes that live through the life of their channels, driven over gRPC
 * like any node, so that what it proves holds for what an operator sees. The arithmetic of the proof is in
 * {@link lnhub.node.demo.Conservation}, the flood in {@link lnhub.node.demo.Flood}; neither talks to a node.
 */
package lnhub.node.demo;
