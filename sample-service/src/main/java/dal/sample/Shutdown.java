package dal.sample;

import dal.status.DrainReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens when the process is told to end: the service drains, then its database goes, then the process. */
final class Shutdown implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
    private static final int CUT_SHORT = 1;

    private final RetailService service;
    private final Database database;

    private Shutdown(RetailService service, Database database) {
        this.service = service;
        this.database = database;
    }

    /** Arranges for it. */
    static void atSignal(RetailService service, Database database) {
        Runtime.getRuntime().addShutdownHook(new Thread(new Shutdown(service, database), "shutdown"));
    }

    @Override
    public void run() {
        int code = CUT_SHORT;
        try (database) {
            DrainReport report = service.stop();
            LOG.atInfo()
                    .addKeyValue("participants", report.participants())
                    .log("stopped {}", report.clean() ? "cleanly" : "with work cut short");
            code = report.clean() ? 0 : CUT_SHORT;
        } catch (RuntimeException e) {
            code = CUT_SHORT;
            LOG.atError().setCause(e).log("the shutdown failed");
        }
        // Left to itself, a JVM that a signal ends says 128 and the signal's number, although all went as it should.
        Runtime.getRuntime().halt(code);
    }
}
