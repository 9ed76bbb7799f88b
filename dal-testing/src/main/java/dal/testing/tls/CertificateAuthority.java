package dal.testing.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority that signs what a test wants signed.
 *
 * <pre>{@code
 * CertificateAuthority authority = CertificateAuthority.create("Shop");
 * IssuedCertificate server = authority.issue("db", "dns:localhost", "ip:127.0.0.1");
 * PostgresCluster cluster = PostgresCluster.builder()
 *         .tls(new ServerTls(server.certificatePem(), server.keyPem(), authority.certificatePem()))
 *         .start();
 * }</pre>
 *
 * <p>Made by the JDK's keytool, which has to be there: about a second for each certificate, valid for two days. Not
 * thread-safe.
 */
public final class CertificateAuthority {
    private static final String SELF = "authority";

    private final Keytool keytool = new Keytool();
    private int issued;

    private CertificateAuthority() {}

    /** One that nobody knows yet; {@code name} must not contain a comma. */
    public static CertificateAuthority create(String name) {
        CertificateAuthority authority = new CertificateAuthority();
        authority.keytool.generate(
                SELF, "RSA", "CN=" + name, List.of("-ext", "bc:critical=ca:true", "-ext", "ku=keyCertSign"));
        return authority;
    }

    /** Its own certificate: what has to be trusted to trust what it issues. */
    public String certificatePem() {
        return Pem.of(get(SELF).certificate());
    }

    /**
     * Issues a certificate with an RSA key.
     *
     * @param commonName for a client certificate, the role it logs in as
     * @param names what a server is called, as keytool writes it: {@code dns:localhost}, {@code ip:127.0.0.1}
     */
    public IssuedCertificate issue(String commonName, String... names) {
        return issueWithKey("RSA", commonName, names);
    }

    /** The same with a key of that kind: {@code RSA} or {@code EC}. */
    public IssuedCertificate issueWithKey(String keyAlgorithm, String commonName, String... names) {
        String alias = "issued-" + ++issued;
        List<String> options = new ArrayList<>(List.of("-signer", SELF));
        if (names.length > 0) {
            options.addAll(List.of("-ext", "san=" + String.join(",", names)));
        }
        keytool.generate(alias, keyAlgorithm, "CN=" + commonName, options);
        return get(alias);
    }

    private IssuedCertificate get(String alias) {
        KeyStore store = keytool.store();
        try {
            return new IssuedCertificate((X509Certificate) store.getCertificate(alias), (PrivateKey)
                    store.getKey(alias, Keytool.PASSWORD.toCharArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keytool's store does not give out " + alias, e);
        }
    }
}
