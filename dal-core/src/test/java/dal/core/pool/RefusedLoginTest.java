package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dal.core.pool.NoConnectionException.Reason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RefusedLoginTest {

    /** Longer than a test may take: whoever waits so long has not noticed that it is pointless. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private final FakeServer server = new FakeServer();
    private final ConnectionPool pool = server.pool(Set.of(), config -> {});

    @AfterEach
    void close() {
        pool.close();
        server.close();
    }

    private NoConnectionException refusal() {
        return catchThrowableOfType(
                NoConnectionException.class, () -> pool.take(FakeServer.TENANT, 1, LONG, Duration.ZERO, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "3D000", "53300"})
    void callersAreRefusedAtOnceAndTheServerIsLeftAlone(String sqlState) {
        server.refuse(sqlState);
        for (int call = 0; call < 1_000; call++) {
            NoConnectionException none = refusal();
            assertThat(none.reason()).isEqualTo(Reason.REFUSED);
            assertThat(none.kind()).contains("SQLSTATE " + sqlState);
            assertThat(none.retryAfter())
                    .hasValueSatisfying(after -> assertThat(after)
                            .isPositive()
                            .isLessThanOrEqualTo(LoginBackoff.LONGEST.plus(Duration.ofSeconds(2))));
            assertThat(none.nodeFailed()).as("the node is well").isFalse();
        }
        assertThat(server.attempts()).isLessThan(20);
    }

    @Test
    void aCorrectedPasswordIsNoticedAtTheNextAttempt() {
        server.refuse("28P01");
        assertThat(refusal().retryAfter()).isPresent();
        int before = server.attempts();
        server.refuse(null);
        await().until(() -> {
            try {
                pool.take(FakeServer.TENANT, 1, LONG, Duration.ZERO, false).giveBack();
                return true;
            } catch (NoConnectionException e) {
                return false;
            }
        });
        assertThat(server.attempts()).isEqualTo(before + 1);
    }

    @Test
    void aNodeThatReturnsIsAskedAtOnce() {
        server.refuse("28P01");
        for (int refused = 0; refused < 3; refused++) {
            await().until(() -> refusal().retryAfter().isPresent());
        }
        server.refuse(null);
        pool.lost();
        pool.found();
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                pool.take(FakeServer.TENANT, 1, LONG, Duration.ZERO, false).giveBack();
                taken.complete(true);
            } catch (NoConnectionException e) {
                taken.completeExceptionally(e);
            }
        });
        assertThat(taken).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aConnectionInUseIsReasonToWaitForThoughTheServerHasNoRoomForAnother() throws Exception {
        PooledConnection held = pool.take(FakeServer.TENANT, 1, LONG, Duration.ZERO, false);
        server.refuse("53300");
        CompletableFuture<PooledConnection> next = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                next.complete(pool.take(FakeServer.TENANT, 1, LONG, Duration.ZERO, false));
            } catch (NoConnectionException e) {
                next.completeExceptionally(e);
            }
        });
        await().until(() -> server.attempts() > 2);
        assertThat(next).isNotDone();
        held.giveBack();
        next.get().giveBack();
    }
}
