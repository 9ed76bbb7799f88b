package dal.benchmarks.migrate;

import dal.benchmarks.process.Processes;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A process that migrates fresh tenants is killed, as by {@code kill -9}, at a random moment of its run; then it is run again. What is on record has to have
 * happened, and nothing may have happened twice: looked at after the kill, and after the second run, which has to finish everything.
 */
public final class Crash {

    static final String SCRIPTS = "classpath:migrate-bench/crash";
    private static final int COUNT_OF_SCRIPTS = 4;
    private static final int KILLS = 20;
    private static final int TENANTS = 16;
    private static final int MOST_ROUNDS = 40;

    /** What a process ends with that was killed: 128 and the number of the signal. */
    private static final int KILLED = 128 + 9;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Schemas schemas;
    private final Marks marks;

    private Crash(Schemas schemas) {
        this.schemas = schemas;
        this.marks = new Marks(schemas);
    }

    public static Figures measure() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            cluster.createDatabase("bench");
            return new Crash(Schemas.on(cluster.primary())).run();
        }
    }

    private Figures run() throws Exception {
        Duration whole = undisturbed();
        requireThatFaultsAreFound();
        Progress.say("a run takes %d ms", whole.toMillis());
        int kills = 0;
        Marks.Wrong wrong = Marks.Wrong.NOTHING;
        for (int round = 0; kills < KILLS && round < MOST_ROUNDS; round++) {
            String prefix = "round" + round + "x";
            List<String> tenants = Schemas.named(prefix, TENANTS);
            if (!killed(prefix, Duration.ofNanos(ThreadLocalRandom.current().nextLong(whole.toNanos())))) {
                continue;
            }
            kills++;
            Marks.Wrong after = marks.afterKill(tenants, COUNT_OF_SCRIPTS);
            long done = done(prefix);
            schemas.migrations(tenants, SCRIPTS).migrate().orThrow();
            wrong = wrong.plus(after).plus(marks.afterAll(tenants, COUNT_OF_SCRIPTS));
            Progress.say("kill %d, after %d of %d scripts: %s", kills, done, TENANTS * COUNT_OF_SCRIPTS, wrong);
        }
        return new Figures()
                .count("kills", kills)
                .count("incomplete", wrong.incomplete())
                .count("twice", wrong.twice());
    }

    /** How long a process takes from its first target to its last. */
    private Duration undisturbed() throws Exception {
        Process process = start("whole");
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            await(said, CrashProcess.BEGUN);
            long start = System.nanoTime();
            await(said, CrashProcess.DONE);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            if (!marks.afterAll(Schemas.named("whole", TENANTS), COUNT_OF_SCRIPTS)
                    .equals(Marks.Wrong.NOTHING)) {
                throw new IllegalStateException("A run that nobody disturbed is not complete");
            }
            return took;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whether it was still at work when it was killed. */
    private boolean killed(String prefix, Duration after) throws Exception {
        Process process = start(prefix);
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            await(said, CrashProcess.BEGUN);
            TimeUnit.NANOSECONDS.sleep(after.toNanos());
            boolean atWork = process.isAlive() && !said.ready();
            process.destroyForcibly();
            return process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) && atWork && process.exitValue() == KILLED;
        } finally {
            process.destroyForcibly();
        }
    }

    private long done(String prefix) throws SQLException {
        long done = 0;
        for (String tenant : Schemas.named(prefix, TENANTS)) {
            String table = "tenant_" + tenant + ".mark";
            if (schemas.number("select (to_regclass('" + table + "') is not null)::int") == 1) {
                done += schemas.number("select count(*) from " + table);
            }
        }
        return done;
    }

    /** The check has to be able to fail: on a schema where a mark was taken away, and on one where a mark was put twice. */
    private void requireThatFaultsAreFound() throws SQLException {
        try (Connection connection = schemas.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "delete from tenant_whole0.mark where script = 2; insert into tenant_whole1.mark values (3)");
        }
        Marks.Wrong lost = marks.afterKill(List.of("whole0"), COUNT_OF_SCRIPTS);
        Marks.Wrong repeated = marks.afterAll(List.of("whole1"), COUNT_OF_SCRIPTS);
        if (lost.incomplete() != 1 || repeated.twice() != 1) {
            throw new IllegalStateException("The check does not see what is wrong: " + lost + ", " + repeated);
        }
    }

    private Process start(String prefix) throws IOException {
        return Processes.brief(
                        CrashProcess.class,
                        List.of(
                                schemas.host(),
                                Integer.toString(schemas.port()),
                                schemas.user(),
                                schemas.password(),
                                prefix,
                                Integer.toString(TENANTS)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void await(BufferedReader said, String wanted) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.equals(wanted)) {
                return;
            }
        }
        throw new IllegalStateException("The process ended before it said '" + wanted + "'");
    }
}
