package dal.routing.position;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.consistency.LogPosition;
import org.junit.jupiter.api.Test;

class PrimaryHistoryTest {

    private static final NodeName A = NodeName.of("a");
    private static final NodeName B = NodeName.of("b");

    private final PrimaryHistory history = new PrimaryHistory();

    @Test
    void knowsNothingBeforeTheFirstSample() {
        assertThat(history.freshAsOf(at(1, 100))).isNull();
    }

    @Test
    void countsFromTheLatestSampleThatWasReplayed() {
        add(1, 100, 1);
        add(1, 200, 2);
        add(1, 300, 3);
        assertThat(history.freshAsOf(at(1, 99))).isNull();
        assertThat(history.freshAsOf(at(1, 100))).isEqualTo(1);
        assertThat(history.freshAsOf(at(1, 299))).isEqualTo(2);
        assertThat(history.freshAsOf(at(1, 300))).isEqualTo(3);
    }

    @Test
    void aReplicaOfAnIdlePrimaryStaysFresh() {
        for (int second = 1; second <= 60; second++) {
            add(1, 100, second);
        }
        assertThat(history.freshAsOf(at(1, 100))).isEqualTo(60);
    }

    @Test
    void aReplicaOnTheOldTimelineIsAsOldAsThePromotion() {
        add(1, 100, 1);
        add(2, 90, 2);
        assertThat(history.freshAsOf(at(1, 900))).isEqualTo(1);
        assertThat(history.freshAsOf(at(2, 90))).isEqualTo(2);
    }

    @Test
    void comparesPositionsOfOneTimelineOnly() {
        add(1, 100, 1);
        assertThat(history.freshAsOf(at(2, 100))).isNull();
        add(2, 90, 2);
        add(2, 200, 3);
        assertThat(history.freshAsOf(at(1, 99))).isNull();
        assertThat(history.freshAsOf(at(2, 89))).isNull();
        assertThat(history.freshAsOf(at(2, 100))).isEqualTo(2);
    }

    @Test
    void forgetsWhatAnotherNodeSaidOnATimelineOfTheSameNumber() {
        add(1, 50, 1);
        add(2, 100, 2);
        history.add(B, new Sample(true, 2, at(2, 300), 3));
        assertThat(history.freshAsOf(at(2, 299))).isNull();
        assertThat(history.freshAsOf(at(2, 300))).isEqualTo(3);
        assertThat(history.freshAsOf(at(1, 50))).isEqualTo(1);
    }

    @Test
    void forgetsALogThatEndedBehindWhatWasSeenOfIt() {
        add(1, 100, 1);
        add(1, 200, 2);
        add(1, 150, 3);
        assertThat(history.freshAsOf(at(1, 120))).isNull();
        assertThat(history.freshAsOf(at(1, 150))).isEqualTo(3);
    }

    @Test
    void anIdlePrimaryTakesNoRoom() {
        for (int i = 0; i < 400; i++) {
            add(1, i, i);
        }
        for (int i = 400; i < 5_000; i++) {
            add(1, 400, i);
        }
        for (int i = 0; i < 400; i++) {
            assertThat(history.freshAsOf(at(1, i))).isEqualTo(i);
        }
        assertThat(history.freshAsOf(at(1, 400))).isEqualTo(4_999);
    }

    @Test
    void reachesBackFurtherThanItHasRoomForAndErrsTowardsOlder() {
        for (int i = 0; i < 5_000; i++) {
            add(1, i, i);
        }
        assertThat(history.freshAsOf(at(1, 4_999))).isEqualTo(4_999);
        assertThat(history.freshAsOf(at(1, 0))).isEqualTo(0);
        for (int i = 0; i < 5_000; i++) {
            assertThat(history.freshAsOf(at(1, i))).isLessThanOrEqualTo(i);
        }
    }

    private void add(int timeline, long lsn, long sentAt) {
        history.add(A, new Sample(true, timeline, at(timeline, lsn), sentAt));
    }

    private static LogPosition at(int timeline, long lsn) {
        return new LogPosition(timeline, lsn);
    }
}
