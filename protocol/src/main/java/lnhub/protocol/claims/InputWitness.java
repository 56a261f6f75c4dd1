package lnhub.protocol.claims;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.units.Bytes;

/**
 * The witness of a claim around our signature, which is made last.
 *
 * @param before the items below the signature
 * @param after the items above it: a preimage, key or selector, and the witness script
 */
public record InputWitness(List<Bytes> before, List<Bytes> after) {
    /** A DER signature with its sighash type, at most (BOLT 3, "Fee Calculation"). */
    static final int MAX_SIGNATURE_SIZE = 73;
    /** The only true that OP_IF takes by the rules of relay (MINIMALIF). */
    static final Bytes TRUE = Bytes.wrap(new byte[] {1});

    public InputWitness {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    static InputWitness of(Bytes... after) {
        return new InputWitness(List.of(), List.of(after));
    }

    /** The bytes of the serialised stack, with the longest signature. */
    int maxSize() {
        int size = 1 + 1 + MAX_SIGNATURE_SIZE;
        for (Bytes item : before) {
            size += TransactionForm.compactSizeLength(item.length()) + item.length();
        }
        for (Bytes item : after) {
            size += TransactionForm.compactSizeLength(item.length()) + item.length();
        }
        return size;
    }

    List<Bytes> stack(Bytes signature) {
        List<Bytes> items = new ArrayList<>(before.size() + 1 + after.size());
        items.addAll(before);
        items.add(signature);
        items.addAll(after);
        return items;
    }

    /** A witness may hold a preimage that is not on chain yet. */
    @Override
    public String toString() {
        return "InputWitness[" + (before.size() + 1 + after.size()) + " items]";
    }
}
