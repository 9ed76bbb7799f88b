package dal.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogPositionTest {

    @ParameterizedTest
    @CsvSource({
        "0/0, 0",
        "0/1, 1",
        "16/B374D848, 16B374D848",
        "27/0D2548, 27000D2548",
        "FFFFFFFF/FFFFFFFF, FFFFFFFFFFFFFFFF"
    })
    void readsPostgresqlsOwnForm(String text, String hexadecimal) {
        assertThat(LogPosition.parseLsn(text)).isEqualTo(Long.parseUnsignedLong(hexadecimal, 16));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "0",
                "0/",
                "/0",
                "16B374D848",
                "g/0",
                "0/g",
                "-1/0",
                "0/-1",
                "+1/0",
                "123456789/0",
                "0/123456789",
                "0/0/0",
                " 0/0"
            })
    void refusesWhatIsNoPosition(String text) {
        assertThatThrownBy(() -> LogPosition.parseLsn(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesWhatItReads() {
        Random random = new Random(20_260_101);
        for (int i = 0; i < 1_000; i++) {
            long lsn = random.nextLong();
            assertThat(LogPosition.parseLsn(new LogPosition(1, lsn).lsnText())).isEqualTo(lsn);
        }
        assertThat(new LogPosition(3, 0x16_B374_D848L)).hasToString("3:16/B374D848");
    }

    @Test
    void isOrderedByTimelineThenByUnsignedPosition() {
        List<LogPosition> ordered = List.of(
                LogPosition.ORIGIN,
                new LogPosition(1, 0),
                new LogPosition(1, Long.MAX_VALUE),
                new LogPosition(1, -1),
                new LogPosition(2, 5));

        assertThat(ordered.reversed()).isSortedAccordingTo((left, right) -> right.compareTo(left));
        assertThat(ordered).isSorted();
        assertThat(new LogPosition(1, 7)).isEqualByComparingTo(new LogPosition(1, 7));
    }

    @Test
    void liesOnATimeline() {
        assertThatThrownBy(() -> new LogPosition(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LogPosition(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
