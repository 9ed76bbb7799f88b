package dal.routing.position;

import static org.assertj.core.api.Assertions.assertThat;

import dal.consistency.LogPosition;
import org.junit.jupiter.api.Test;

class PrimaryHistoryTest {

    private final PrimaryHistory history = new PrimaryHistory();

    @Test
    void knowsNothingBeforeTheFirstSample() {
        assertThat(history.freshAsOf(at(1, 100))).isEmpty();
    }

    @Test
    void countsFromTheLatestSampleThatWasReplayed() {
        add(1, 100, 1);
        add(1, 200, 2);
        add(1, 300, 3);
        assertThat(history.freshAsOf(at(1, 99))).isEmpty();
        assertThat(history.freshAsOf(at(1, 100))).hasValue(1);
        assertThat(history.freshAsOf(at(1, 299))).hasValue(2);
        assertThat(history.freshAsOf(at(1, 300))).hasValue(3);
    }

    @Test
    void aReplicaOfAnIdlePrimaryStaysFresh() {
        for (int second = 1; second <= 60; second++) {
            add(1, 100, second);
        }
        assertThat(history.freshAsOf(at(1, 100))).hasValue(60);
    }

    @Test
    void aReplicaOnTheOldTimelineIsAsOldAsThePromotion() {
        add(1, 100, 1);
        add(2, 90, 2);
        assertThat(history.freshAsOf(at(1, 900))).hasValue(1);
        assertThat(history.freshAsOf(at(2, 90))).hasValue(2);
    }

    @Test
    void reachesBackFurtherThanItHasRoomForAndErrsTowardsOlder() {
        for (int i = 0; i < 5_000; i++) {
            add(1, i, i);
        }
        assertThat(history.freshAsOf(at(1, 4_999))).hasValue(4_999);
        assertThat(history.freshAsOf(at(1, 0))).hasValue(0);
        for (int i = 0; i < 5_000; i++) {
            assertThat(history.freshAsOf(at(1, i)).orElseThrow()).isLessThanOrEqualTo(i);
        }
    }

    private void add(int timeline, long lsn, long sentAt) {
        history.add(new Sample(true, timeline, at(timeline, lsn), sentAt));
    }

    private static LogPosition at(int timeline, long lsn) {
        return new LogPosition(timeline, lsn);
    }
}
