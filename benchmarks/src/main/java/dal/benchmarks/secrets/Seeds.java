package dal.benchmarks.secrets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Secrets that stand nowhere else: each is made once, for one place where it is put, and searched for as it is, in hexadecimal digits and in Base64. */
final class Seeds {

    private final Map<String, String> places = new LinkedHashMap<>();

    /** A new secret. */
    String next(String place) {
        String secret = "zq" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 52, 1L << 53), 36) + "x"
                + places.size();
        places.put(secret, place);
        return secret;
    }

    int count() {
        return places.size();
    }

    Collection<String> all() {
        return places.keySet();
    }

    /** Where each secret that is found in a text was put, and what surrounds it. */
    Collection<String> foundIn(Collection<String> emitted) {
        Collection<String> found = new ArrayList<>();
        places.forEach((secret, place) -> {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            String hex = HexFormat.of().formatHex(bytes);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
            for (String text : emitted) {
                if (text.contains(secret) || text.contains(hex) || text.contains(base64)) {
                    found.add(place + ": " + text);
                    break;
                }
            }
        });
        return found;
    }
}
