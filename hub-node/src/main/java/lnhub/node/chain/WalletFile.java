package lnhub.node.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.Wallet.FundedTransaction;
import lnhub.protocol.units.Bytes;

/**
 * What a wallet cannot find in the chain: which keys it has handed out and which of its transactions are not there yet.
 * No secret is in it. Every change is on the disk before anything depends on it: a new file is forced, then takes the
 * old one's name.
 */
final class WalletFile {
    private static final int VERSION = 1;
    private static final int MAX_SIZE = 256 << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;
    private final Bytes accountId;

    /** @param publish whether the wallet is to publish it, and not whoever asked for it */
    record Funded(FundedTransaction funded, ChainTransaction tx, boolean publish) {
    }

    record Content(int nextExternal, int nextInternal, List<Funded> funded) {
        static final Content NEW = new Content(0, 0, List.of());
    }

    WalletFile(Path file, Bytes accountId) {
        this.file = file;
        this.accountId = accountId;
    }

    /**
     * @throws UncheckedIOException when there is a file that cannot be read, or is another wallet's: it is never taken
     *                              for an empty one
     */
    Content read() {
        if (!Files.exists(file)) {
            return Content.NEW;
        }
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw new IOException("it is larger than " + MAX_SIZE + " bytes");
            }
            return content(MAPPER.readTree(Files.readAllBytes(file)));
        } catch (IOException | IllegalArgumentException damaged) {
            throw new UncheckedIOException("cannot use the wallet file " + file,
                    damaged instanceof IOException known ? known : new IOException(damaged));
        }
    }

    private Content content(JsonNode json) throws IOException {
        if (json.path("version").asInt() != VERSION) {
            throw new IOException("its version is " + json.path("version") + ", expected " + VERSION);
        }
        if (!json.path("account").asText().equals(accountId.toHex())) {
            throw new IOException("it belongs to another account key");
        }
        List<Funded> funded = new ArrayList<>();
        for (JsonNode entry : json.path("funded")) {
            Bytes raw = Bytes.fromHex(entry.path("tx").asText());
            ChainTransaction tx = ChainTransaction.parse(raw);
            funded.add(new Funded(new FundedTransaction(
                    raw, tx.txid(), index(entry, "outputIndex"), entry.path("feeSat").asLong()),
                    tx, entry.path("publish").asBoolean()));
        }
        return new Content(index(json, "nextExternal"), index(json, "nextInternal"), funded);
    }

    private static int index(JsonNode json, String name) throws IOException {
        if (!json.path(name).canConvertToInt() || json.path(name).asInt() < 0) {
            throw new IOException(name + " is missing or not an index");
        }
        return json.path(name).asInt();
    }

    /** @throws UncheckedIOException when it is not safely on the disk */
    void write(Content content) {
        ObjectNode json = MAPPER.createObjectNode().put("version", VERSION).put("account", accountId.toHex())
                .put("nextExternal", content.nextExternal).put("nextInternal", content.nextInternal);
        ArrayNode funded = json.putArray("funded");
        content.funded.forEach(entry -> funded.addObject().put("tx", entry.tx.raw().toHex())
                .put("outputIndex", entry.funded.outputIndex()).put("feeSat", entry.funded.feeSat())
                .put("publish", entry.publish));
        try {
            replace(MAPPER.writeValueAsBytes(json));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write the wallet file " + file, failed);
        }
    }

    private void replace(byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
