package dal.benchmarks.migrate;

import dal.migrations.MigrationListener;
import dal.migrations.MigrationTarget;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process that migrates, to be killed. It says when the first target is begun, and when all are done. */
final class CrashProcess {

    static final String BEGUN = "begun";
    static final String DONE = "done";

    private CrashProcess() {}

    public static void main(String[] arguments) {
        Schemas schemas = new Schemas(arguments[0], Integer.parseInt(arguments[1]), arguments[2], arguments[3]);
        AtomicBoolean begun = new AtomicBoolean();
        schemas.migrations(Schemas.named(arguments[4], Integer.parseInt(arguments[5])), Crash.SCRIPTS)
                .listener(new MigrationListener() {
                    @Override
                    public void began(MigrationTarget target, int attempt) {
                        if (begun.compareAndSet(false, true)) {
                            say(BEGUN);
                        }
                    }
                })
                .migrate()
                .orThrow();
        say(DONE);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
