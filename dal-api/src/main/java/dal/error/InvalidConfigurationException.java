package dal.error;

import java.util.List;

/** The configuration cannot work. Every fault found is listed, not only the first. */
public final class InvalidConfigurationException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    public InvalidConfigurationException(List<String> faults) {
        super(
                ErrorCode.INVALID_CONFIGURATION,
                "The configuration has " + (faults.size() == 1 ? "a fault" : faults.size() + " faults") + ":\n  - "
                        + String.join("\n  - ", faults),
                ErrorContext.NONE,
                null);
        this.faults = List.copyOf(faults);
    }

    /** One sentence for each fault: which key, what is wrong with its value, what would do. */
    public List<String> faults() {
        return faults;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
