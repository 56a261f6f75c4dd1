package lnhub.node.chain;

import java.util.Optional;
import lnhub.protocol.units.Bytes;
import org.bitcoinj.base.AddressParser;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;
import org.bitcoinj.script.ScriptException;

/** Addresses of one network and the output scripts they stand for. */
public record Addresses(BitcoinNetwork network) {

    /** @throws IllegalArgumentException when it is no address of this network */
    public Bytes script(String address) {
        try {
            return Bytes.wrap(ScriptBuilder.createOutputScript(
                    AddressParser.getDefault(network).parseAddress(address)).program());
        } catch (AddressFormatException invalid) {
            throw new IllegalArgumentException("not an address of " + network + ": " + invalid.getMessage(), invalid);
        }
    }

    /** Empty for a script that has no address. */
    Optional<String> address(Bytes script) {
        try {
            return Optional.of(Script.parse(script.toArray()).getToAddress(network).toString());
        } catch (ScriptException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
