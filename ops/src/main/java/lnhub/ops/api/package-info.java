/**
 * The gRPC API in lnd's dialect: services that translate between the generated messages and
 * {@link lnhub.actors.NodeApi}. Nothing is decided here that the node could decide; what a request asks for and we
 * cannot honour is refused by name rather than ignored.
 */
package lnhub.ops.api;
