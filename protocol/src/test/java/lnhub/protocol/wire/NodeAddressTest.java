package lnhub.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;

class NodeAddressTest {
    private static final NodeAddress IPV4 = new NodeAddress.IPv4(Bytes.fromHex("01020304"), 9735);
    private static final NodeAddress IPV6 =
            new NodeAddress.IPv6(Bytes.fromHex("20010db8000000000000000000000001"), 9736);
    private static final NodeAddress TOR = new NodeAddress.TorV3(Bytes.fromHex("00".repeat(35)), 9737);
    private static final NodeAddress DNS = new NodeAddress.Dns("node.example.com", 9738);

    @Test
    void comeBackInAscendingOrder() throws MalformedMessage {
        Bytes encoded = NodeAddress.encode(List.of(DNS, TOR, IPV4, IPV6));
        assertThat(NodeAddress.decode(encoded)).containsExactly(IPV4, IPV6, TOR, DNS);
        assertThat(encoded.toHex()).startsWith("01010203042607" + "0220010db8");
    }

    @Test
    void sayWhatOneWouldType() {
        assertThat(IPV4.host()).isEqualTo("1.2.3.4");
        assertThat(IPV6.host()).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(TOR.host()).isEqualTo("a".repeat(56) + ".onion");
        assertThat(DNS.host()).isEqualTo("node.example.com");
    }

    @Test
    void ignoreWhatNobodyCanDial() throws MalformedMessage {
        String torV2 = "03" + "00".repeat(10) + "2607";
        String portZero = "01" + "01020304" + "0000";
        String known = NodeAddress.encode(List.of(IPV6)).toHex();
        assertThat(NodeAddress.decode(Bytes.fromHex("00" + torV2 + portZero + known))).containsExactly(IPV6);
    }

    @Test
    void endAtTheFirstUnknownType() throws MalformedMessage {
        String known = NodeAddress.encode(List.of(IPV4)).toHex();
        assertThat(NodeAddress.decode(Bytes.fromHex(known + "ff" + known))).containsExactly(IPV4);
    }

    @Test
    void areMalformedWhenCut() {
        Bytes whole = NodeAddress.encode(List.of(DNS));
        for (int length = 1; length < whole.length(); length++) {
            Bytes cut = whole.slice(0, length);
            assertThatThrownBy(() -> NodeAddress.decode(cut)).isInstanceOf(MalformedMessage.class);
        }
        assertThatThrownBy(() -> NodeAddress.decode(Bytes.fromHex("0502" + "61e4" + "2607")))
                .isInstanceOf(MalformedMessage.class).hasMessageContaining("ASCII");
    }
}
