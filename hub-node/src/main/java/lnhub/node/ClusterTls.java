package lnhub.node;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The PEM files by which the processes of one node know each other. Akka reads them when another process is to be
 * spoken to; what it could not use then is refused at the start, so that nobody waits for a cluster that cannot be.
 *
 * @param key       the certificate's: RSA, in PKCS#8, not encrypted
 * @param authority the certificate of who signs those of all processes
 */
public record ClusterTls(Path certificate, Path key, Path authority) {
    private static final String CERTIFICATE = "certificate";
    private static final String KEY = "key";
    private static final String AUTHORITY = "authority";
    private static final String SECTION = "hub.cluster.tls.";

    /**
     * @return nothing when none of the three is given
     * @throws IllegalArgumentException naming the one that is missing, cannot be read, or does not fit the others
     */
    static Optional<ClusterTls> read(Settings tls) {
        List<String> names = List.of(CERTIFICATE, KEY, AUTHORITY);
        Optional<String> given = names.stream().filter(name -> !tls.text(name).isEmpty()).findFirst();
        return given.map(other -> {
            names.stream().filter(name -> tls.text(name).isEmpty()).findFirst().ifPresent(missing -> {
                throw tls.wrong(missing, "given when " + SECTION + other + " is");
            });
            ClusterTls files = new ClusterTls(file(tls, CERTIFICATE), file(tls, KEY), file(tls, AUTHORITY));
            files.check(tls);
            return files;
        });
    }

    private static Path file(Settings tls, String name) {
        String allowed = "a file that exists and can be read";
        Path file = tls.parsed(name, allowed, NodeConfig::path);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw tls.wrong(name, allowed);
        }
        return file;
    }

    private void check(Settings tls) {
        X509Certificate own = content(tls, CERTIFICATE, "an X.509 certificate that is valid now", () -> {
            X509Certificate read = certificate(certificate);
            read.checkValidity();
            return read;
        });
        content(tls, KEY, "the RSA key of " + SECTION + CERTIFICATE + ", in PKCS#8 and not encrypted",
                () -> keyOf(own));
        content(tls, AUTHORITY, "the certificate of the authority that signed " + SECTION + CERTIFICATE, () -> {
            X509Certificate signer = certificate(authority);
            own.verify(signer.getPublicKey());
            return signer;
        });
    }

    private static <T> T content(Settings tls, String name, String allowed, Callable<T> reading) {
        try {
            return reading.call();
        } catch (Exception unusable) {
            Settings.InvalidSetting wrong = tls.wrong(name, allowed);
            wrong.initCause(unusable);
            throw wrong;
        }
    }

    private static X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private RSAPrivateKey keyOf(X509Certificate own) throws IOException, GeneralSecurityException {
        if (DERPrivateKeyLoader.load(PEMDecoder.decode(Files.readString(key))) instanceof RSAPrivateKey secret
                && own.getPublicKey() instanceof RSAPublicKey open && secret.getModulus().equals(open.getModulus())) {
            return secret;
        }
        throw new InvalidKeyException("it belongs to another certificate");
    }
}
