/** A cluster of processes on this machine, to try out and to test with: nothing of it runs in production. */
package lnhub.node.cluster;
