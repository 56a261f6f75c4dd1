/**
 * As much of ZeroMQ's wire protocol (ZMTP 3.0) as it takes to hear what a bitcoind publishes: one SUB socket over TCP
 * with the NULL mechanism. What the news mean is decided in {@code lnhub.node.chain}.
 */
package lnhub.node.chain.zmq;
