/**
 * The values everything else is made of: byte strings with value semantics, short channel ids, money arithmetic.
 * Amounts are {@code long}s whose name carries the unit ({@code amountMsat}, {@code capacitySat}).
 * Nothing here knows a message, a key or a script.
 */
package lnhub.protocol.units;
