/**
 * One process of the hub put together: sharding of peers and channels, the actors that exist once per process, and
 * what ties them to each other. Files, sockets and the configuration's text are the business of hub-node.
 */
package lnhub.actors.node;
