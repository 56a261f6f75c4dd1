/**
 * Finding a route and computing what its onion says (BOLT 7, "Recommendations for Routing"; BOLT 4, "Packet
 * Structure"). Which payments to try again, and what to learn from failures, is the caller's business.
 */
package lnhub.routing.path;
