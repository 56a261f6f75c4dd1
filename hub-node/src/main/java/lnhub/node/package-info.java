/**
 * The process: its configuration, and how a node is put together and started. The command line is in {@code command},
 * the demonstration in {@code demo}, chain backends in {@code chain}.
 */
package lnhub.node;
