package lnhub.protocol.onion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import org.junit.jupiter.api.Test;

/** BOLT 4's five JSON files. */
class OnionVectorsTest {

    @Test
    void paymentOnionIsBuiltAndPeeled() {
        JsonNode file = Vectors.read("onion-test.json");
        JsonNode generate = file.get("generate");
        Bytes32 associatedData = Vectors.hash(generate.get("associated_data"));
        List<Bytes> payloads = payloads(generate.get("hops"));
        BuiltOnion built = OnionBuilder.build(Vectors.secret(generate.get("session_key")),
                pubkeys(generate.get("hops")), payloads, associatedData);
        assertThat(built.onion()).isEqualTo(Vectors.bytes(file.get("onion")));

        Bytes onion = built.onion();
        List<PrivateKey> keys = Vectors.each(file.get("decode"), Vectors::secret);
        for (int i = 0; i < keys.size(); i++) {
            PeeledOnion peeled = peeled(OnionPeeler.peel(keys.get(i), onion, associatedData));
            assertThat(peeled.payload()).isEqualTo(payloads.get(i));
            assertThat(peeled.sharedSecret()).isEqualTo(built.sharedSecrets().get(i));
            assertThat(peeled.last()).isEqualTo(i == keys.size() - 1);
            onion = peeled.nextOnion();
        }
        assertThat(onion.isEmpty()).isTrue();
    }

    @Test
    void paymentOnionSaysWhatToForward() {
        List<Bytes> payloads = payloads(Vectors.read("onion-test.json").get("generate").get("hops"));
        assertThat(HopPayload.decode(payloads.getFirst(), false)).isEqualTo(new PayloadResult.Valid(
                new HopPayload.Forward(new ShortChannelId(1), 15_000, 1_500)));
        assertThat(HopPayload.decode(payloads.get(1), false)).isInstanceOf(PayloadResult.Valid.class);
        assertThat(HopPayload.decode(payloads.getLast(), true)).isEqualTo(new PayloadResult.Valid(
                new HopPayload.Final(10_000, 1_000,
                        Optional.of(Bytes32.fromHex(
                                "24a33562c54507a9334e79f0dc4f17d407e6d7c61f0e2f3d0d38599502f61704")),
                        10_000, Optional.empty(), Optional.empty())));
    }

    @Test
    void failureIsCreatedWrappedAndAttributed() {
        JsonNode file = Vectors.read("onion-error-test.json");
        JsonNode hops = file.get("generate").get("hops");
        List<Bytes32> secrets = Vectors.each(hops, hop -> Vectors.hash(hop.get("hop_shared_secret")));
        FailureMessage failure = FailureMessage.decode(Vectors.bytes(file.get("generate").get("failure_message")));
        for (int i = 0; i < secrets.size(); i++) {
            assertThat(Bytes.wrap(Sphinx.key(Sphinx.AMMAG, secrets.get(i))))
                    .isEqualTo(Vectors.bytes(hops.get(i).get("ammag_key")));
        }
        Bytes reason = FailureOnion.create(secrets.getLast(), failure);
        for (int i = secrets.size() - 2; i >= 0; i--) {
            reason = FailureOnion.wrap(secrets.get(i), reason);
        }
        assertThat(reason).isEqualTo(Vectors.bytes(file.get("errorpacket")));
        assertThat(FailureOnion.unwrap(secrets, reason)).contains(
                new FailureOnion.Attributed(4, new FailureMessage.TemporaryNodeFailure()));
    }

    @Test
    void routeIsBlindedAndUnblinded() {
        JsonNode file = Vectors.read("route-blinding-test.json");
        JsonNode generate = file.get("generate").get("hops");
        // the file joins two routes: Bob made the first two hops, Eve the last two
        RouteBlinding.BlindedRoute first = blind(generate, 0);
        RouteBlinding.BlindedRoute second = blind(generate, 2);
        assertThat(first.firstNodeId()).isEqualTo(Vectors.point(file.get("route").get("first_node_id")));
        assertThat(first.firstPathKey()).isEqualTo(Vectors.point(file.get("route").get("first_path_key")));
        assertThat(second.firstPathKey()).isEqualTo(Vectors.point(generate.get(2).get("path_key")));
        List<RouteBlinding.BlindedHop> expected = Vectors.each(file.get("route").get("hops"),
                hop -> new RouteBlinding.BlindedHop(
                        Vectors.point(hop.get("blinded_node_id")), Vectors.bytes(hop.get("encrypted_data"))));
        assertThat(first.hops()).isEqualTo(expected.subList(0, 2));
        assertThat(second.hops()).isEqualTo(expected.subList(2, 4));

        JsonNode unblind = file.get("unblind").get("hops");
        for (int i = 0; i < expected.size(); i++) {
            JsonNode hop = unblind.get(i);
            PrivateKey nodeKey = Vectors.secret(hop.get("node_privkey"));
            PublicKey pathKey = Vectors.point(hop.get("path_key"));
            assertThat(RouteBlinding.unblind(nodeKey, pathKey, expected.get(i).encryptedRecipientData()))
                    .contains(new RouteBlinding.Unblinded(Vectors.secret(hop.get("blinded_privkey")),
                            Vectors.bytes(hop.get("decrypted_data")), Vectors.point(hop.get("next_path_key"))));
        }
    }

    private static RouteBlinding.BlindedRoute blind(JsonNode hops, int from) {
        return RouteBlinding.create(Vectors.secret(hops.get(from).get("session_key")),
                List.of(Vectors.point(hops.get(from).get("node_id")), Vectors.point(hops.get(from + 1).get("node_id"))),
                List.of(Vectors.bytes(hops.get(from).get("encoded_tlvs")),
                        Vectors.bytes(hops.get(from + 1).get("encoded_tlvs"))));
    }

    @Test
    void blindedPaymentOnionIsBuiltAndPeeled() {
        JsonNode file = Vectors.read("blinded-payment-onion-test.json");
        JsonNode generate = file.get("generate");
        JsonNode route = generate.get("full_route").get("hops");
        Bytes32 associatedData = Vectors.hash(generate.get("associated_data"));
        List<Bytes> payloads = payloads(route);
        BuiltOnion built = OnionBuilder.build(Vectors.secret(generate.get("session_key")), pubkeys(route), payloads,
                associatedData);
        assertThat(built.onion()).isEqualTo(Vectors.bytes(generate.get("onion")));

        JsonNode hops = file.get("decrypt").get("hops");
        Bytes onion = built.onion();
        for (int i = 0; i < hops.size(); i++) {
            assertThat(onion).isEqualTo(Vectors.bytes(hops.get(i).get("onion")));
            PrivateKey nodeKey = Vectors.secret(hops.get(i).get("node_privkey"));
            // Alice is outside the route, and Bob gets the path key only inside his payload
            PrivateKey key = i < 2 ? nodeKey
                    : RouteBlinding.blindedKey(nodeKey, Vectors.point(hops.get(i - 1).get("next_path_key")));
            PeeledOnion peeled = peeled(OnionPeeler.peel(key, onion, associatedData));
            assertThat(peeled.payload()).isEqualTo(payloads.get(i));
            assertThat(peeled.last()).isEqualTo(i == hops.size() - 1);
            onion = peeled.nextOnion();
        }
    }

    @Test
    void blindedPayloadIsRefusedAsUnknownType() {
        JsonNode hops = Vectors.read("blinded-payment-onion-test.json").get("generate").get("full_route").get("hops");
        List<Bytes> payloads = payloads(hops);
        assertThat(HopPayload.decode(payloads.get(0), false)).isInstanceOf(PayloadResult.Valid.class);
        assertThat(HopPayload.decode(payloads.get(1), false)).isEqualTo(
                new PayloadResult.Invalid(new FailureMessage.InvalidOnionPayload(10, 0)));
        // amt_to_forward takes 5 bytes, outgoing_cltv_value 5 more
        assertThat(HopPayload.decode(payloads.get(4), true)).isEqualTo(
                new PayloadResult.Invalid(new FailureMessage.InvalidOnionPayload(10, 10)));
    }

    @Test
    void blindedOnionMessageIsBuiltAndPeeled() {
        JsonNode file = Vectors.read("blinded-onion-message-onion-test.json");
        JsonNode generate = file.get("generate");
        JsonNode route = file.get("route").get("hops");
        Bytes greeting = Vectors.bytes(file.get("onionmessage").get("unknown_tag_1"));
        List<Bytes> payloads = Vectors.each(route, hop -> messagePayload(hop, Optional.empty()));
        payloads.set(3, messagePayload(route.get(3), Optional.of(greeting)));
        List<PublicKey> hops = Vectors.each(route, hop -> Vectors.point(hop.get("blinded_node_id")));
        BuiltOnion built =
                OnionBuilder.build(Vectors.secret(generate.get("session_key")), hops, payloads, Bytes.EMPTY);
        assertThat(built.onion()).isEqualTo(Vectors.bytes(file.get("onionmessage").get("onion_message_packet")));

        JsonNode decrypt = file.get("decrypt").get("hops");
        Bytes onion = built.onion();
        for (int i = 0; i < 4; i++) {
            // type (2), path_key (33), len (2), onion
            Bytes message = Vectors.bytes(decrypt.get(i).get("onion_message"));
            assertThat(message.slice(37, message.length())).isEqualTo(onion);
            PublicKey pathKey = PublicKey.wrap(message.slice(2, 35).toArray());
            PrivateKey nodeKey = Vectors.secret(decrypt.get(i).get("privkey"));
            PeeledOnion peeled =
                    peeled(OnionPeeler.peel(RouteBlinding.blindedKey(nodeKey, pathKey), onion, Bytes.EMPTY));
            assertThat(peeled.payload()).isEqualTo(payloads.get(i));
            Bytes encrypted = Vectors.bytes(route.get(i).get("encrypted_recipient_data"));
            assertThat(RouteBlinding.unblind(nodeKey, pathKey, encrypted).orElseThrow().recipientData())
                    .isEqualTo(Vectors.bytes(generate.get("hops").get(i).get("encrypted_data_tlv")));
            onion = peeled.nextOnion();
        }
    }

    @Test
    void blindedOnionMessageRouteIsCreated() {
        JsonNode file = Vectors.read("blinded-onion-message-onion-test.json");
        JsonNode hops = file.get("generate").get("hops");
        List<PublicKey> nodes = Vectors.each(file.get("decrypt").get("hops"),
                hop -> Vectors.secret(hop.get("privkey")).publicKey());
        RouteBlinding.BlindedRoute fromBob = RouteBlinding.create(
                Vectors.secret(hops.get(1).get("path_key_secret")), nodes.subList(1, 4),
                Vectors.each(hops, hop -> Vectors.bytes(hop.get("encrypted_data_tlv"))).subList(1, 4));
        List<RouteBlinding.BlindedHop> expected = Vectors.each(file.get("route").get("hops"),
                hop -> new RouteBlinding.BlindedHop(Vectors.point(hop.get("blinded_node_id")),
                        Vectors.bytes(hop.get("encrypted_recipient_data"))));
        assertThat(fromBob.hops()).isEqualTo(expected.subList(1, 4));
    }

    private static Bytes messagePayload(JsonNode hop, Optional<Bytes> greeting) {
        TlvWriter writer = new TlvWriter();
        greeting.ifPresent(text -> writer.tlv(1, text.unsafeArray()));
        return writer.tlv(4, Vectors.bytes(hop.get("encrypted_recipient_data")).unsafeArray()).toBytes();
    }

    private static List<PublicKey> pubkeys(JsonNode hops) {
        return Vectors.each(hops, hop -> Vectors.point(hop.get("pubkey")));
    }

    private static List<Bytes> payloads(JsonNode hops) {
        return Vectors.each(hops, hop -> Vectors.withoutPrefix(Vectors.bytes(hop.get("payload"))));
    }

    private static PeeledOnion peeled(PeelResult result) {
        assertThat(result).isInstanceOf(PeelResult.Peeled.class);
        return ((PeelResult.Peeled) result).onion();
    }
}
