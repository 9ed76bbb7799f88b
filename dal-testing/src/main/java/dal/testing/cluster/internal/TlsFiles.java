package dal.testing.cluster.internal;

import dal.testing.cluster.ServerTls;
import java.util.LinkedHashMap;
import java.util.Map;

/** A server's certificate as the files it reads, and the settings that name them. */
public final class TlsFiles {
    private static final String CERTIFICATE = "server.crt";
    private static final String KEY = "server.key";
    private static final String CLIENT_AUTHORITIES = "clients.crt";

    private TlsFiles() {}

    /** By name; each for the server's eyes alone, since it refuses a key that others may read. */
    public static Map<String, String> contents(ServerTls tls) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(CERTIFICATE, tls.certificate());
        files.put(KEY, tls.key());
        if (!tls.clientAuthorities().isEmpty()) {
            files.put(CLIENT_AUTHORITIES, tls.clientAuthorities());
        }
        return files;
    }

    /** As in postgresql.conf. */
    public static Map<String, String> settings(ServerTls tls, String directory) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ssl", "on");
        settings.put("ssl_cert_file", directory + "/" + CERTIFICATE);
        settings.put("ssl_key_file", directory + "/" + KEY);
        if (!tls.clientAuthorities().isEmpty()) {
            settings.put("ssl_ca_file", directory + "/" + CLIENT_AUTHORITIES);
        }
        return settings;
    }
}
