package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes;

/**
 * A message of a type not known here. Odd ones are ignored, even ones end the connection (BOLT 1, "Lightning
 * Message Format").
 */
public record UnknownMessage(int type, Bytes payload) implements Message {
}
