package dal.migrations;

/** Carries a fault to where the report is written. */
final class TargetFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    TargetFailedException(Fault fault) {
        super(fault.message(), fault.cause());
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
