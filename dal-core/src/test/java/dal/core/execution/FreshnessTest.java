package dal.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.cluster.ClusterName;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.Consistency.BoundedStaleness;
import dal.consistency.LogPosition;
import dal.core.tenancy.TenantSettings;
import dal.core.testkit.Layer;
import dal.error.InvalidTokenException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FreshnessTest {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final ClassRuntime tenantClass = tenantClass();

    private static ClassRuntime tenantClass() {
        var config = Layer.config().classes().get(Layer.BOUND);
        if (config == null) {
            throw new IllegalStateException();
        }
        return new ClassRuntime(
                config, new TenantSettings(config.isolation(), List.of()), new ReleaseChecks().of(config));
    }

    private static LogPosition position(long lsn) {
        return new LogPosition(1, lsn);
    }

    private static CommitToken token(long lsn) {
        return new CommitToken(Layer.CLUSTER, position(lsn));
    }

    private static Consistency bounded(long lsn) {
        return new BoundedStaleness(LIMIT, token(lsn));
    }

    // --- a session's ---

    @Test
    void aSessionAsksForWhatItHasSeenUnlessToldOtherwise() {
        Freshness session = new Freshness.OfSession(token(5));
        assertThat(session.ofRead(tenantClass, null)).isEqualTo(Consistency.atLeast(token(5)));
        assertThat(session.ofRead(tenantClass, Consistency.strong())).isEqualTo(Consistency.strong());
        assertThat(session.ofRead(tenantClass, Consistency.eventual())).isEqualTo(Consistency.eventual());
        assertThat(session.ofRead(tenantClass, Consistency.atLeast(token(7)))).isEqualTo(Consistency.atLeast(token(7)));
        assertThat(session.ofRead(tenantClass, Consistency.atLeast(token(3)))).isEqualTo(Consistency.atLeast(token(5)));
    }

    @Test
    void aSessionIsRefusedOnceItsTenantLivesOnAnotherCluster() {
        Freshness session = new Freshness.OfSession(new CommitToken(ClusterName.of("before"), LogPosition.ORIGIN));
        for (Freshness its : List.of(session, new Freshness.OfBlock(session))) {
            for (ThrowingCallable work : List.<ThrowingCallable>of(
                    () -> its.ofRead(tenantClass, null),
                    () -> its.ofRead(tenantClass, Consistency.strong()),
                    () -> its.ofWrite(tenantClass),
                    () -> its.requireComparable(tenantClass))) {
                assertThatExceptionOfType(InvalidTokenException.class)
                        .isThrownBy(work)
                        .withMessageContaining("from cluster 'before' to 'main'");
            }
        }
        assertThat(Freshness.OfClass.INSTANCE.ofWrite(tenantClass)).isEqualTo(Consistency.strong());
        assertThat(new Freshness.OfSession(token(5)).ofWrite(tenantClass)).isEqualTo(Consistency.strong());
    }

    @Test
    void aBoundOfStalenessInASessionKeepsWhatItHasSeen() {
        Freshness session = new Freshness.OfSession(token(5));
        assertThat(session.ofRead(tenantClass, Consistency.boundedStaleness(LIMIT)))
                .isEqualTo(bounded(5));
        assertThat(session.ofRead(tenantClass, bounded(3))).isEqualTo(bounded(5));
        assertThat(session.ofRead(tenantClass, bounded(7))).isEqualTo(bounded(7));
    }

    @Test
    void aSessionNeverForgets() {
        Freshness.OfSession session = new Freshness.OfSession(token(5));
        session.saw(position(4));
        assertThat(session.token()).isEqualTo(token(5));
        session.saw(position(6));
        assertThat(session.token()).isEqualTo(token(6));
        session.saw(new LogPosition(2, 1));
        assertThat(session.token().position()).as("a later timeline is later").isEqualTo(new LogPosition(2, 1));
    }

    // --- a block's ---

    @Test
    void aBlockThatHasSeenNothingIsAsFreshAsItsDatabase() {
        Freshness block = new Freshness.OfBlock(Freshness.OfClass.INSTANCE);
        assertThat(block.ofRead(tenantClass, null)).isEqualTo(Consistency.eventual());
        assertThat(block.ofRead(tenantClass, Consistency.boundedStaleness(LIMIT)))
                .isEqualTo(Consistency.boundedStaleness(LIMIT));
        assertThat(new Freshness.OfBlock(new Freshness.OfSession(token(5))).ofRead(tenantClass, null))
                .isEqualTo(Consistency.atLeast(token(5)));
    }

    @Test
    void aBlockAsksForWhatItHasSeenWhateverItWasAsked() {
        Freshness.OfBlock block = new Freshness.OfBlock(Freshness.OfClass.INSTANCE);
        block.saw(position(5));
        assertThat(block.ofRead(tenantClass, null)).isEqualTo(Consistency.atLeast(token(5)));
        assertThat(block.ofRead(tenantClass, Consistency.eventual())).isEqualTo(Consistency.atLeast(token(5)));
        assertThat(block.ofRead(tenantClass, Consistency.strong())).isEqualTo(Consistency.strong());
        assertThat(block.ofRead(tenantClass, Consistency.atLeast(token(3)))).isEqualTo(Consistency.atLeast(token(5)));
        assertThat(block.ofRead(tenantClass, Consistency.atLeast(token(7)))).isEqualTo(Consistency.atLeast(token(7)));
        assertThat(block.ofRead(tenantClass, Consistency.boundedStaleness(LIMIT)))
                .isEqualTo(bounded(5));
        assertThat(block.ofRead(tenantClass, bounded(7))).isEqualTo(bounded(7));
        block.saw(position(4));
        assertThat(block.seen()).isEqualTo(position(5));
    }

    @Test
    void whatABlockOfASessionSeesTheSessionSees() {
        Freshness.OfSession session = new Freshness.OfSession(token(5));
        Freshness.OfBlock block = new Freshness.OfBlock(session);
        block.saw(position(8));
        assertThat(session.token()).isEqualTo(token(8));
        assertThat(block.ofRead(tenantClass, Consistency.eventual()))
                .as("asked for by name, and still no older than the block has seen")
                .isEqualTo(Consistency.atLeast(token(8)));
        session.saw(position(9));
        assertThat(block.ofRead(tenantClass, null)).isEqualTo(Consistency.atLeast(token(9)));
    }

    // --- what a replica has shown before the primary may ---

    @Test
    void whatAReplicaShowsIsUnsettledForAWhile() {
        Freshness session = new Freshness.OfSession(CommitToken.origin(token(1).cluster()));
        session.saw(position(5));
        assertThat(session.sinceReplayed()).isEqualTo(Long.MAX_VALUE);
        session.sawReplayed(position(5));
        assertThat(session.sinceReplayed()).as("nothing new").isEqualTo(Long.MAX_VALUE);
        session.sawReplayed(position(6));
        assertThat(session.sinceReplayed()).isNotNegative().isLessThan(Long.MAX_VALUE);
    }

    @Test
    void whatATokenFromElsewhereNamesMayHaveBeenSeenOnAReplica() {
        assertThat(new Freshness.OfSession(token(5)).sinceReplayed())
                .isNotNegative()
                .isLessThan(Long.MAX_VALUE);
    }

    @Test
    void aBlockKnowsOfItsOwnReplicasAndOfItsSessions() {
        Freshness block = new Freshness.OfBlock(Freshness.OfClass.INSTANCE);
        assertThat(block.sinceReplayed()).isEqualTo(Long.MAX_VALUE);
        block.sawReplayed(position(5));
        assertThat(block.sinceReplayed()).isLessThan(Long.MAX_VALUE);
        assertThat(new Freshness.OfBlock(new Freshness.OfSession(token(5))).sinceReplayed())
                .isLessThan(Long.MAX_VALUE);
    }

    // --- tokens of elsewhere ---

    @Test
    void aTokenOfAnotherClusterIsRefusedInWhateverItComes() {
        CommitToken foreign = new CommitToken(ClusterName.of("elsewhere"), position(1));
        Freshness session = new Freshness.OfSession(token(5));
        for (Freshness freshness : List.of(
                Freshness.OfClass.INSTANCE,
                session,
                new Freshness.OfBlock(session),
                new Freshness.OfBlock(Freshness.OfClass.INSTANCE))) {
            for (Consistency asked : List.of(Consistency.atLeast(foreign), new BoundedStaleness(LIMIT, foreign))) {
                assertThatExceptionOfType(InvalidTokenException.class)
                        .isThrownBy(() -> freshness.ofRead(tenantClass, asked));
            }
        }
    }
}
