package lnhub.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Signs certificates and writes them as PEM, as an operator's authority would: by the JDK's keytool. */
final class TestAuthority {
    private static final String PASSWORD = "changeit";
    private static final long KEYTOOL_SECONDS = 60;

    private final Path folder;
    private final Path store;

    private TestAuthority(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("keys.p12");
    }

    /** @param folder made here; nothing else may be in it */
    static TestAuthority create(Path folder) throws Exception {
        TestAuthority authority = new TestAuthority(Files.createDirectories(folder));
        authority.keytool("authority", "CN=authority", List.of("-keyalg", "RSA", "-ext", "bc:c"));
        authority.write("authority");
        return authority;
    }

    /** @param name its files' name, and the common name of its subject is {@code subject} */
    ClusterTls sign(String name, String subject) throws Exception {
        return sign(name, subject, "-keyalg", "RSA");
    }

    ClusterTls sign(String name, String subject, String... options) throws Exception {
        List<String> more = new ArrayList<>(List.of(options));
        more.addAll(List.of("-signer", "authority"));
        keytool(name, "CN=" + subject, more);
        write(name);
        return new ClusterTls(folder.resolve(name + ".crt"), folder.resolve(name + ".key"),
                folder.resolve("authority.crt"));
    }

    private void keytool(String alias, String subject, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", alias,
                "-dname", subject, "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(options);
        Path log = folder.resolve("keytool.log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool made no key: " + Files.readString(log));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private void write(String alias) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        pem(folder.resolve(alias + ".crt"), "CERTIFICATE", keys.getCertificate(alias).getEncoded());
        pem(folder.resolve(alias + ".key"), "PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded());
    }

    private static void pem(Path file, String label, byte[] der) throws IOException {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
    }
}
