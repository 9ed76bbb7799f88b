package dal.config;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How connections to one node are secured.
 *
 * @param mode how far the server is verified
 * @param rootCertificate the authorities trusted, PEM; null for the driver's default place
 * @param certificate the client's certificate, PEM
 * @param key the client's key, PKCS-8 DER, PEM or PKCS-12
 */
public record TlsConfig(
        SslMode mode,
        @Nullable Path rootCertificate,
        @Nullable Path certificate,
        @Nullable Path key) {

    /** What libpq does where nothing is said: TLS if the server offers it, unverified. */
    public static final TlsConfig UNSPECIFIED = new TlsConfig(SslMode.PREFER, null, null, null);

    public TlsConfig {
        Objects.requireNonNull(mode, "mode");
    }
}
