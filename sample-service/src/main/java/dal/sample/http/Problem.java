package dal.sample.http;

import io.javalin.http.HttpStatus;

/**
 * What is answered instead of what was asked for, as RFC 9457 writes it. It holds only sentences of our own: never what a
 * database or a library said.
 *
 * @param type {@code about:blank}: the status says what kind of problem it is
 * @param title the status in words
 * @param status the HTTP status
 * @param detail one sentence for people
 * @param code stable, for machines
 */
record Problem(String type, String title, int status, String detail, String code) {

    static final String CONTENT_TYPE = "application/problem+json";

    static Problem of(HttpStatus status, String code, String detail) {
        return new Problem("about:blank", status.getMessage(), status.getCode(), detail, code);
    }

    /** Whether the same request may succeed a little later. */
    boolean passing() {
        return status == HttpStatus.SERVICE_UNAVAILABLE.getCode();
    }

    /** Whether it is ours rather than that of the one who asked. */
    boolean ours() {
        return status >= HttpStatus.INTERNAL_SERVER_ERROR.getCode();
    }
}
