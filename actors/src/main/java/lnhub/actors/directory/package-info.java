/**
 * How the processes of one node tell each other of the channels that each of them hosts: what forwarding and payments
 * must know, all the time and to everybody; whole states, and the connections, when the operator asks. What is told is
 * kept in {@link lnhub.actors.forward.LocalChannels}; what the operator makes of it is the business of the API.
 */
package lnhub.actors.directory;
