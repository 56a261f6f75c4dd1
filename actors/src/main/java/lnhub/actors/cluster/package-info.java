/**
 * One node on several processes: which of them hosts which peers and channels. That it is safe wherever they are, and
 * however many believe to host one, is not held here but by the journal.
 */
package lnhub.actors.cluster;
