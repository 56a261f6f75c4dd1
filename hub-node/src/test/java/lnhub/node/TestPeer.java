package lnhub.node;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import javax.crypto.AEADBadTagException;
import lnhub.actors.node.OnionKey;
import lnhub.actors.peer.InitMessages;
import lnhub.protocol.channel.ChannelPolicy;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Context;
import lnhub.protocol.channel.LocalSigner;
import lnhub.protocol.channel.Relay;
import lnhub.protocol.crypto.HandshakeFailed;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.NoiseHandshake;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.TransportCipher;
import lnhub.protocol.invoice.Invoice;
import lnhub.protocol.invoice.InvoiceCodec;
import lnhub.protocol.invoice.InvoiceNetwork;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.transactions.ChannelKeys;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.Init;
import lnhub.protocol.wire.MalformedMessage;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.MessageCodec;
import lnhub.protocol.wire.OpenChannel;
import lnhub.protocol.wire.Ping;
import lnhub.protocol.wire.Pong;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.Warning;

/**
 * A Lightning peer made of a socket and the pure protocol. It answers what a decent peer answers, keeps its side of
 * channels that are opened to it, shows a test what it hears, and sends whatever bytes a test wants.
 */
final class TestPeer implements AutoCloseable {
    static final Bytes32 CHAIN = Networks.REGTEST.chainHash();
    private static final int CONNECT_MS = 20_000;
    private static final int PER_KW = 1_000;
    private static final Bytes CLOSE_SCRIPT = Bytes.fromHex("0014" + "11".repeat(20));

    private final NodeSeed seed;
    private final PrivateKey key;
    private final IntSupplier height;
    private LinkedBlockingQueue<Optional<Message>> heard = new LinkedBlockingQueue<>();
    private Socket socket;
    private DataInputStream in;
    private OutputStream out;
    private TransportCipher cipher;
    private PublicKey remote;
    private TestChannel channel;
    private Thread reader;
    private volatile boolean polite;
    private volatile boolean deaf;

    /** @param number names it: the same number is the same node */
    TestPeer(int number, IntSupplier height) {
        byte[] entropy = new byte[32];
        Arrays.fill(entropy, (byte) number);
        entropy[0] = (byte) (number >> 8);
        this.seed = NodeSeed.of(Bytes.wrap(entropy));
        this.key = seed.nodeKey();
        this.height = height;
    }

    PublicKey nodeId() {
        return key.publicKey();
    }

    /** An invoice of this peer's for the hash. */
    String invoice(Bytes32 paymentHash, long amountMsat, int minFinalCltvExpiryDelta, List<RoutingHint> hints) {
        return InvoiceCodec.encode(new Invoice(InvoiceNetwork.REGTEST, OptionalLong.of(amountMsat),
                System.currentTimeMillis() / 1000, paymentHash, CHAIN, Optional.of("held"), Optional.empty(), 3_600,
                minFinalCltvExpiryDelta, List.of(), hints,
                Features.of(Features.VAR_ONION_OPTIN, Features.PAYMENT_SECRET), Optional.empty(), nodeId()), key);
    }

    // --- connections ---

    /** A bare TCP connection, from any address of the loopback network. */
    static Socket dial(String from, InetSocketAddress to) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(to, CONNECT_MS);
        return socket;
    }

    /** Connects and authenticates; says nothing yet. */
    TestPeer handshake(HubNode node) {
        return handshake(node.nodeId(), node.lightningAddress());
    }

    private TestPeer handshake(PublicKey node, InetSocketAddress address) {
        try {
            disconnect();
            remote = node;
            socket = dial("127.0.0.1", address);
            socket.setSoTimeout(CONNECT_MS);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
            PrivateKey ephemeral = PrivateKey.wrap(Hashes.sha256(key.publicKey().toArray()).toArray());
            NoiseHandshake.Initiator noise = new NoiseHandshake.Initiator(key, node, ephemeral);
            out.write(noise.actOne());
            noise.readActTwo(in.readNBytes(NoiseHandshake.ACT_TWO_SIZE));
            out.write(noise.actThree());
            cipher = noise.established().cipher();
            socket.setSoTimeout(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (HandshakeFailed e) {
            throw new IllegalStateException(e);
        }
        LinkedBlockingQueue<Optional<Message>> queue = new LinkedBlockingQueue<>();
        heard = queue;
        DataInputStream from = in;
        TransportCipher with = cipher;
        reader = Thread.ofVirtual().name("peer").start(() -> read(from, with, queue));
        return this;
    }

    /** Connects, exchanges init, and resumes the channel if there is one. */
    TestPeer connect(HubNode node) {
        return connect(node.nodeId(), node.lightningAddress());
    }

    TestPeer connect(PublicKey node, InetSocketAddress address) {
        polite = true;
        handshake(node, address);
        expect(Init.class);
        polite = false;
        return this;
    }

    private void read(DataInputStream from, TransportCipher with, LinkedBlockingQueue<Optional<Message>> queue) {
        try {
            while (true) {
                Message message = readMessage(from, with);
                if (deaf) {
                    return;
                }
                if (message instanceof Ping ping) {
                    send(new Pong(ping.numPongBytes()));
                }
                if (message instanceof Init && polite) {
                    // Before anything else is read: what follows may be for the channel.
                    greet();
                }
                queue.add(Optional.of(message));
                if (message instanceof OpenChannel open) {
                    accept(open);
                } else if (message instanceof ChannelMessage forChannel && channel != null) {
                    channel.run(new Command.FromPeer(forChannel));
                }
            }
        } catch (IOException | UncheckedIOException ended) {
            if (channel != null) {
                channel.run(new Command.Disconnected());
            }
            queue.add(Optional.empty());
        } catch (AEADBadTagException | MalformedMessage broken) {
            throw new IllegalStateException("the node sent what is no message", broken);
        }
    }

    private void greet() {
        send(new Init(InitMessages.OURS, List.of(CHAIN), TlvStream.EMPTY));
        if (channel != null) {
            channel.run(new Command.Connected(TestChannel.FEATURES));
        }
    }

    private static Message readMessage(DataInputStream from, TransportCipher with)
            throws IOException, AEADBadTagException, MalformedMessage {
        byte[] header = new byte[TransportCipher.HEADER_SIZE];
        from.readFully(header);
        byte[] body = new byte[with.decryptLength(header) + TransportCipher.MAC_SIZE];
        from.readFully(body);
        byte[] message = new byte[body.length - TransportCipher.MAC_SIZE];
        with.decrypt(body, body.length, message);
        return MessageCodec.decode(message);
    }

    // --- sending ---

    void send(Message message) {
        sendBytes(MessageCodec.encode(message));
    }

    /** Any bytes, as one message. */
    synchronized void sendBytes(byte[] message) {
        write(frame(message));
    }

    synchronized byte[] frame(byte[] message) {
        byte[] frame = new byte[message.length + TransportCipher.OVERHEAD];
        cipher.encrypt(message, frame, 0);
        return frame;
    }

    /** Any bytes on the wire. */
    synchronized void write(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- hearing ---

    /** The next message of this type. What comes before it is passed over, but for the end, an error or a warning. */
    <T extends Message> T expect(Class<T> type) {
        while (true) {
            Message message = next("a " + type.getSimpleName()).orElseThrow(() ->
                    new AssertionError("the node closed the connection instead of sending " + type.getSimpleName()));
            if (type.isInstance(message)) {
                return type.cast(message);
            }
            if (message instanceof ErrorMessage || message instanceof Warning) {
                throw new AssertionError("expected " + type.getSimpleName() + ", got " + text(message));
            }
        }
    }

    /** The next message of one of these types; what comes before it is passed over. */
    @SafeVarargs
    final Message expectAny(Class<? extends Message>... types) {
        while (true) {
            Message message = next("one of " + List.of(types)).orElseThrow(() ->
                    new AssertionError("the node closed the connection instead of sending one of " + List.of(types)));
            if (Arrays.stream(types).anyMatch(type -> type.isInstance(message))) {
                return message;
            }
        }
    }

    /** From the next message on nothing is read any more. */
    void stopReading() {
        deaf = true;
    }

    /** The node closes the connection. @return its last message that is not gossip; empty if it said nothing */
    Optional<Message> expectEnd() {
        Optional<Message> last = Optional.empty();
        while (true) {
            Optional<Message> message = next("the end of the connection");
            if (message.isEmpty()) {
                return last;
            }
            if (!(message.get() instanceof GossipMessage)) {
                last = message;
            }
        }
    }

    /** The node answers a ping: it has dealt with all that came before and is still there. */
    void expectAlive() {
        send(new Ping(7, 0));
        while (expect(Pong.class).ignoredLength() != 7) {
            // An answer to an earlier ping.
        }
    }

    private Optional<Message> next(String what) {
        try {
            Optional<Message> message = heard.poll(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("waited " + Await.LIMIT.toSeconds() + " s in vain for " + what);
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String text(Message message) {
        return switch (message) {
            case Warning warning -> "warning: " + new String(warning.data().toArray());
            case ErrorMessage error -> "error: " + new String(error.data().toArray());
            default -> message.toString();
        };
    }

    // --- channels ---

    /** Takes part in whatever channel it is offered; one at a time. */
    private void accept(OpenChannel open) {
        ChannelRef ref = new ChannelRef(Hashes.sha256(open.temporaryChannelId().toArray()));
        channel = new TestChannel(context(ref), this::send);
        channel.run(new Command.Connected(TestChannel.FEATURES));
        channel.run(new Command.Accept(ref, remote, open, CLOSE_SCRIPT));
    }

    TestChannel channel() {
        return channel;
    }

    private static final class Feerates implements Context.Feerates {
        @Override
        public int feerateWithin(int blocks) {
            return PER_KW;
        }

        @Override
        public int mempoolMinimum() {
            return PER_KW;
        }
    }

    Context context(ChannelRef ref) {
        Relay nowhere = (incoming, payload, refused, tip) ->
                new Relay.Choice.Decline(new FailureMessage.UnknownNextPeer());
        return new Context(nodeId(), height.getAsInt(), height.getAsInt(), System.currentTimeMillis(), PER_KW,
                new Feerates(), CHAIN, ChannelPolicy.DEFAULT,
                new LocalSigner(ChannelKeys.derive(seed, ref.value().toBytes().slice(0, ChannelKeys.PATH_SIZE))),
                new OnionKey(key), nowhere);
    }

    /** The funding is as deep as the node says it is. */
    void fundingDeep(ShortChannelId place) {
        channel.run(new Command.FundingDeep(place));
    }

    /** Ends the connection, and with it all that this side still does because of it. */
    void disconnect() {
        if (socket == null) {
            return;
        }
        try {
            socket.close();
            if (reader != null) {
                reader.join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
