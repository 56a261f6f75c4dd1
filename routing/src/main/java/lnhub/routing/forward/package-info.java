/**
 * Whether an HTLC may be forwarded, over which channels in which order, or with which failure it is refused
 * (BOLT 4 and BOLT 7). Decisions only: no channel is touched here, and failures are not encoded here.
 */
package lnhub.routing.forward;
