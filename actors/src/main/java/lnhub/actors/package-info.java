/**
 * The node as its operator sees it: {@link lnhub.actors.NodeApi} is all that the outer surfaces (gRPC, command line,
 * demo) may ask of a node. The actors that answer live in the packages below; wire formats of the API live in ops.
 */
package lnhub.actors;
