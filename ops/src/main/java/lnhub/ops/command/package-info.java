/**
 * The command line client: lncli's verbs, flags and JSON, over the gRPC API and nothing else. Commands that run a node
 * are not here but in hub-node.
 */
package lnhub.ops.command;
