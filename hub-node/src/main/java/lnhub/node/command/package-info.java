/** The command {@code hub}: starting a node or the demonstration here, and the client's verbs from ops. */
package lnhub.node.command;
