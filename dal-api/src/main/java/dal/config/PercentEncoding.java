package dal.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Percent-decoding as libpq does it: strict, UTF-8, a plus sign is a plus sign. */
final class PercentEncoding {

    private PercentEncoding() {}

    /**
     * The text without its percent signs.
     *
     * @param plusIsSpace whether a plus sign stands for a space, as pgjdbc has it in its URLs
     * @throws IllegalArgumentException if a percent sign is not followed by two hexadecimal digits, or the bytes are no UTF-8; the message does not repeat
     *     the text
     */
    static String decode(String text, boolean plusIsSpace) {
        byte[] bytes = expand((plusIsSpace ? text.replace('+', ' ') : text).getBytes(StandardCharsets.UTF_8));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("its percent-encoded bytes are not UTF-8", e);
        }
    }

    private static byte[] expand(byte[] encoded) {
        byte[] expanded = new byte[encoded.length];
        int length = 0;
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                expanded[length++] = encoded[i];
                continue;
            }
            int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(encoded[i + 2], 16);
            if (low < 0 || (high == 0 && low == 0)) {
                throw new IllegalArgumentException(
                        "a percent sign has to be followed by two hexadecimal digits, not 00 (write the sign itself as %25)");
            }
            expanded[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        return Arrays.copyOf(expanded, length);
    }
}
