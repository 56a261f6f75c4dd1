/**
 * What forwarding must know about all of the node's channels at once: a picture of them that each channel keeps up to
 * date, and the choice of the next channel made from it.
 */
package lnhub.actors.forward;
