package dal.testing.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate and its private key. Immutable. */
public final class IssuedCertificate {
    private final X509Certificate certificate;
    private final PrivateKey key;

    IssuedCertificate(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** Its encoded form is PKCS-8 in DER. */
    public PrivateKey key() {
        return key;
    }

    public String certificatePem() {
        return Pem.of(certificate);
    }

    /** PKCS-8, not encrypted. */
    public String keyPem() {
        return Pem.of(key);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().getName();
    }
}
