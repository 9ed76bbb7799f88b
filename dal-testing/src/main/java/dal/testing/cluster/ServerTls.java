package dal.testing.cluster;

import java.util.Objects;

/**
 * What a server shows to those who connect by TLS, and whom it believes. All in PEM.
 *
 * @param certificate the server's certificate, followed by those between it and the authority
 * @param key its private key, not encrypted
 * @param clientAuthorities the authorities whose client certificates it accepts; empty for none
 */
public record ServerTls(String certificate, String key, String clientAuthorities) {
    public ServerTls {
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(clientAuthorities, "clientAuthorities");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ServerTls[" + certificate.lines().count() + " lines of certificates]";
    }
}
