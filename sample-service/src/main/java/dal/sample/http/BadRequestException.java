package dal.sample.http;

/** The request cannot be understood. */
final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    BadRequestException(String code, String message) {
        // No stack trace: this is an answer, not a fault.
        super(message, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}
