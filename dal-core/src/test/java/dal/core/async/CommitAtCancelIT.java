package dal.core.async;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dal.ContextExecutor;
import dal.core.testkit.Backends;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A COMMIT under way is not cancelled: a server that is asked to answers as if it had been done. */
@PostgresTest(replicas = 1, synchronousStandbyNames = "*", shared = false)
class CommitAtCancelIT {

    @Test
    void cancellingATaskLetsItsCommitThrough(TestDatabase database, PostgresCluster cluster) {
        Notes.create(database);
        Notes.fill(database);
        PostgresNode standby = cluster.replicas().getFirst();
        try (Layer layer = Layer.over(database)) {
            layer.database(ACME).dsl().fetch("select 1");
            ContextExecutor executor = layer.injector().getInstance(ContextExecutor.class);
            CompletableFuture<Throwable> result = new CompletableFuture<>();
            standby.freeze();
            Future<?> task;
            try {
                task = executor.submit(() -> result.complete(catchThrowable(() -> layer.database(ACME)
                        .useTransaction(transaction ->
                                transaction.dsl().deleteFrom(NOTES).execute()))));
                await().until(() -> commits(database, cluster) == 1);
                assertThat(task.cancel(true)).isTrue();
                // Longer than a statement that was cancelled would get to end.
                await().during(Duration.ofMillis(1_500)).until(() -> commits(database, cluster) == 1);
                assertThat(result).isNotDone();
            } finally {
                standby.unfreeze();
            }
            assertThat(result.join()).isNull();
            assertThat(Notes.of(database, "acme")).isEmpty();
            layer.pools().assertNothingHeld();
        }
    }

    private static int commits(TestDatabase database, PostgresCluster cluster) {
        return Backends.number(
                database,
                cluster.primary(),
                "select count(*) from pg_stat_activity where wait_event = 'SyncRep' and datname = current_database()");
    }
}
