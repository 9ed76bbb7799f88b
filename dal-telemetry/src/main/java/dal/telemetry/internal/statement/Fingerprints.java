package dal.telemetry.internal.statement;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Short names for long texts: FNV-1a of 64 bits, over UTF-8. The same in every process and version, so that two logs can be compared. */
final class Fingerprints {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Fingerprints() {}

    static String of(String text) {
        long hash = OFFSET;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * PRIME;
        }
        return HexFormat.of().toHexDigits(hash);
    }
}
