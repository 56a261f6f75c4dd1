/**
 * What peers send each other: the messages of BOLT 1, 2 and 7 as records, their TLV streams, feature bits,
 * and the codec between records and bytes. No rule of a channel or of gossip is here, only the form.
 */
package lnhub.protocol.wire;
