package lnhub.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lnhub.protocol.crypto.PublicKey;

/** Eclair's HTTP API: forms in, JSON out, a password without a user. */
final class EclairPeer implements LivePeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ASKED_AGAIN = 3;
    private static final int INTERNAL_ERROR = 500;
    /** Its default is a thousandth of the channel, too little for a funding out of many small coins. */
    private static final String FUNDING_FEE_SAT = "100000";
    private static final String ANCHORS = "anchor_outputs_zero_fee_htlc_tx";

    private final PublicKey nodeId;
    private final InetSocketAddress lightning;
    private final URI api;
    private final String authorization;
    private final HttpClient http = HttpClient.newHttpClient();

    EclairPeer(PublicKey nodeId, InetSocketAddress lightning, URI api, String password) {
        this.nodeId = nodeId;
        this.lightning = lightning;
        this.api = api;
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString((":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String version() {
        return "Eclair " + call("getinfo").path("version").asText();
    }

    @Override
    public PublicKey nodeId() {
        return nodeId;
    }

    @Override
    public InetSocketAddress address() {
        return lightning;
    }

    @Override
    public int height() {
        return call("getinfo").path("blockHeight").asInt();
    }

    // --- peers and channels ---

    @Override
    public boolean isConnected(PublicKey node) {
        for (JsonNode peer : call("peers")) {
            if (peer.path("nodeId").asText().equals(node.toHex())) {
                return peer.path("state").asText().equals("CONNECTED");
            }
        }
        return false;
    }

    @Override
    public void connect(PublicKey node, InetSocketAddress address) {
        call("connect", "nodeId", node.toHex(), "host", address.getHostString(),
                "port", Integer.toString(address.getPort()));
    }

    @Override
    public void disconnect(PublicKey node) {
        call("disconnect", "nodeId", node.toHex());
    }

    @Override
    public String open(PublicKey node, long capacitySat, long pushMsat) {
        String answer = call("open", "nodeId", node.toHex(), "fundingSatoshis", Long.toString(capacitySat),
                "pushMsat", Long.toString(pushMsat), "channelType", ANCHORS, "announceChannel", "true",
                "fundingFeeBudgetSatoshis", FUNDING_FEE_SAT).asText();
        // "created channel ID with fundingTxId=TXID and fees=..."
        String created = "created channel ";
        if (!answer.startsWith(created)) {
            throw new AssertionError("the peer opened no channel: " + answer);
        }
        String id = answer.substring(created.length()).split(" ")[0];
        for (JsonNode channel : channels("nodeId", node.toHex())) {
            if (channel.path("channelId").asText().equals(id)) {
                return funding(channel);
            }
        }
        throw new AssertionError("the peer does not list the channel that it opened: " + answer);
    }

    private static String funding(JsonNode channel) {
        return commitment(channel).path("fundingInput").asText();
    }

    private static JsonNode commitment(JsonNode channel) {
        return channel.path("data").path("commitments").path("active").path(0);
    }

    private Optional<JsonNode> find(PublicKey node, String funding) {
        for (JsonNode channel : channels("nodeId", node.toHex())) {
            if (funding(channel).equals(funding)) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<PeerChannel> channel(PublicKey node, String funding) {
        return find(node, funding).map(channel -> {
            JsonNode commitment = commitment(channel);
            String state = channel.path("state").asText();
            int htlcs = Stream.of("localCommit", "remoteCommit", "nextRemoteCommit")
                    .mapToInt(which -> commitment.path(which).path("spec").path("htlcs").size()).max().orElseThrow();
            return new PeerChannel(state, state.equals("NORMAL"),
                    commitment.path("localCommit").path("spec").path("toLocal").asLong(), htlcs);
        });
    }

    @Override
    public void close(PublicKey node, String funding) {
        order("close", node, funding);
    }

    @Override
    public void forceClose(PublicKey node, String funding) {
        order("forceclose", node, funding);
    }

    @Override
    public int endAllChannels() {
        int left = 0;
        for (JsonNode channel : channels()) {
            String state = channel.path("state").asText();
            // One that has ended stays in the list for a minute.
            left += state.equals("CLOSED") ? 0 : 1;
            if (!state.equals("CLOSED") && !state.equals("CLOSING")) {
                call("forceclose", "channelId", channel.path("channelId").asText());
            }
        }
        return left;
    }

    /** It answers per channel, with "closed channel ID" or why not. */
    private void order(String call, PublicKey node, String funding) {
        String id = find(node, funding).orElseThrow(() -> new AssertionError("the peer knows no channel " + funding))
                .path("channelId").asText();
        JsonNode answer = call(call, "channelId", id).path(id);
        if (!answer.asText().startsWith("closed channel")) {
            throw new AssertionError("the peer refuses to " + call + " " + funding + ": " + answer);
        }
    }

    // --- payments ---

    @Override
    public String invoice(long amountMsat) {
        return call("createinvoice", "description", "interop", "amountMsat", Long.toString(amountMsat))
                .path("serialized").asText();
    }

    @Override
    public String pay(String invoice) {
        return call("payinvoice", "invoice", invoice).asText();
    }

    /** One payment may have several parts, each with a state of its own; it has succeeded when all have. */
    @Override
    public PaymentState payment(String id) {
        JsonNode parts = call("getsentinfo", "id", id);
        boolean sent = !parts.isEmpty();
        for (JsonNode part : parts) {
            String state = part.path("status").path("type").asText();
            if (state.equals("failed")) {
                return PaymentState.FAILED;
            }
            sent &= state.equals("sent");
        }
        return sent ? PaymentState.SUCCEEDED : PaymentState.PENDING;
    }

    @Override
    public List<PublicKey> failedAt(String id) {
        List<PublicKey> nodes = new ArrayList<>();
        for (JsonNode part : call("getsentinfo", "id", id)) {
            for (JsonNode failure : part.path("status").path("failures")) {
                if (failure.path("failureType").asText().equals("Remote")) {
                    nodes.add(PublicKey.fromHex(failure.path("failedNode").asText()));
                }
            }
        }
        return nodes;
    }

    @Override
    public String paymentText(String id) {
        return call("getsentinfo", "id", id).toString();
    }

    // --- the chain ---

    @Override
    public String newAddress() {
        return call("getnewaddress").asText();
    }

    @Override
    public long onChainSat() {
        JsonNode balance = call("onchainbalance");
        return balance.path("confirmed").asLong() + balance.path("unconfirmed").asLong();
    }

    /** It answers with an internal error when one of them has just gone while it was being asked for its state. */
    private JsonNode channels(String... form) {
        HttpResponse<String> response = post("channels", form);
        for (int again = 0; again < ASKED_AGAIN && response.statusCode() == INTERNAL_ERROR; again++) {
            response = post("channels", form);
        }
        return read("channels", response);
    }

    private JsonNode call(String method, String... form) {
        return read(method, post(method, form));
    }

    private static JsonNode read(String method, HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError("the peer answers " + method + " with " + response.statusCode() + ": "
                    + response.body());
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("the peer's answer to " + method + " is no JSON", e);
        }
    }

    private HttpResponse<String> post(String method, String... form) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < form.length; i += 2) {
            body.append(i == 0 ? "" : "&").append(form[i]).append('=')
                    .append(URLEncoder.encode(form[i + 1], StandardCharsets.UTF_8));
        }
        HttpRequest request = HttpRequest.newBuilder(api.resolve("/" + method)).timeout(TIMEOUT)
                .header("Authorization", authorization)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("the peer did not answer " + method, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
