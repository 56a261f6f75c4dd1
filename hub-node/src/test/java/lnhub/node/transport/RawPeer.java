package lnhub.node.transport;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import lnhub.protocol.crypto.NoiseHandshake;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.TransportCipher;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.MessageCodec;

/** A peer made of a blocking socket and the pure protocol alone, which can misbehave. */
final class RawPeer implements AutoCloseable {
    final Socket socket;
    final DataInputStream in;
    final OutputStream out;
    private TransportCipher cipher;

    RawPeer(InetSocketAddress address) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(address);
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** The handshake; act three is returned for the caller to send, with whatever he likes behind it. */
    byte[] actThree(PrivateKey key, PublicKey remote) throws Exception {
        NoiseHandshake.Initiator noise = new NoiseHandshake.Initiator(key, remote, RecordingPeer.secret(99));
        out.write(noise.actOne());
        byte[] actTwo = new byte[NoiseHandshake.ACT_TWO_SIZE];
        in.readFully(actTwo);
        noise.readActTwo(actTwo);
        byte[] actThree = noise.actThree();
        cipher = noise.established().cipher();
        return actThree;
    }

    byte[] frame(Message message) {
        return frame(MessageCodec.encode(message));
    }

    byte[] frame(byte[] message) {
        byte[] frame = new byte[message.length + TransportCipher.OVERHEAD];
        cipher.encrypt(message, frame, 0);
        return frame;
    }

    Message read() throws Exception {
        byte[] header = new byte[TransportCipher.HEADER_SIZE];
        in.readFully(header);
        byte[] body = new byte[cipher.decryptLength(header) + TransportCipher.MAC_SIZE];
        in.readFully(body);
        byte[] message = new byte[body.length - TransportCipher.MAC_SIZE];
        cipher.decrypt(body, body.length, message);
        return MessageCodec.decode(message);
    }

    /** Whether the other side closed; what it sent before is passed over. */
    boolean isClosed() throws IOException {
        try {
            while (in.read() >= 0) {
                // Not what is asked for.
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
