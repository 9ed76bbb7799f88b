package dal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.cluster.PoolPurpose;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolConfigTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void itsDefaultsArePinned() {
        assertThat(PoolConfig.DEFAULT)
                .isEqualTo(new PoolConfig(
                        20,
                        2,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(30),
                        true));
        assertThat(PoolsConfig.DEFAULT.of(PoolPurpose.PRIMARY)).isEqualTo(PoolConfig.DEFAULT);
        assertThat(PoolsConfig.DEFAULT.of(PoolPurpose.FALLBACK)).isEqualTo(PoolConfig.DEFAULT.withSize(5, 0));
        assertThat(PoolsConfig.DEFAULT.of(PoolPurpose.REPLICA)).isEqualTo(PoolConfig.DEFAULT);
        assertThat(PoolsConfig.DEFAULT.closeAfter()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aClassSaysHowLongItsPoolsMayRest() {
        assertThat(pools("defaults.pools.close-after = 90s").closeAfter()).isEqualTo(Duration.ofSeconds(90));
        assertThat(pools("defaults.pools.close-after = 90s, classes.standard.pools.close-after = 0")
                        .closeAfter())
                .isEqualTo(Duration.ZERO);
        assertThatThrownBy(() -> new PoolsConfig(
                        PoolConfig.DEFAULT,
                        PoolConfig.DEFAULT,
                        PoolConfig.DEFAULT,
                        Duration.ofMillis(-1),
                        Duration.ZERO))
                .hasMessageContaining("close-after has to be at least PT0S");
    }

    @Test
    void aClassSaysHowLongItsReadersStayAwake() {
        assertThat(PoolsConfig.DEFAULT.busyPoll()).isEqualTo(Duration.ofNanos(100_000));
        assertThat(pools("defaults.pools.busy-poll = 50us").busyPoll()).isEqualTo(Duration.ofNanos(50_000));
        assertThat(pools("defaults.pools.busy-poll = 50us, classes.standard.pools.busy-poll = 0")
                        .busyPoll())
                .isEqualTo(Duration.ZERO);
        assertThatThrownBy(() -> pools("classes.standard.pools.busy-poll = 2ms"))
                .hasMessageContaining("classes.standard.pools.busy-poll: has to be at most PT0.001S, not PT0.002S");
    }

    @Test
    void onlyASizeThatNobodyChoseIsOneByDefault() {
        assertThat(sizeByDefault("", "")).isTrue();
        assertThat(sizeByDefault("", "classes.standard.pools.primary.min = 4")).isTrue();
        assertThat(sizeByDefault("", "classes.standard.pools.primary.max = 20")).isFalse();
        assertThat(sizeByDefault("", "defaults.pools.primary.max = 20")).isFalse();
        assertThat(sizeByDefault("?connection_limit=20", "")).isFalse();
        assertThat(sizeByDefault("?pgbouncer=true", "")).isFalse();
        assertThat(PoolConfig.DEFAULT.withSize(20, 2).sizeByDefault()).isFalse();
    }

    private static boolean sizeByDefault(String query, String text) {
        return Reading.standard(Reading.file(
                        "dal { clusters.main.primary = \"postgresql://app@db/shop" + query + "\"\n " + text + " }"))
                .pools()
                .primary()
                .sizeByDefault();
    }

    private static PoolsConfig pools(String text) {
        return Reading.standard(
                        Reading.file("dal { clusters.main.primary = \"postgresql://app@db/shop\", " + text + " }"))
                .pools();
    }

    @Test
    void everyLimitThatCannotBeMetIsNamed() {
        assertThatThrownBy(() -> new PoolConfig(0, 1, Duration.ZERO, SECOND, SECOND, SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "max has to be at least 1, not 0",
                        "min has to lie between 0 and max (0), not 1",
                        "acquire-timeout has to be at least PT0.25S, not PT0S",
                        "idle-timeout has to be at least PT10S or 0",
                        "max-lifetime has to be at least PT30S or 0",
                        "keepalive has to be at least PT30S or 0",
                        "keepalive has to be shorter than max-lifetime (PT1S), not PT1S");
    }

    @Test
    void zeroMeansForEverWhereThatCanBe() {
        PoolConfig unlimited =
                new PoolConfig(1, 0, Duration.ofMillis(250), Duration.ZERO, Duration.ZERO, Duration.ZERO);

        assertThat(unlimited.maxLifetime()).isZero();
        assertThat(new PoolConfig(1, 1, SECOND, Duration.ZERO, Duration.ZERO, Duration.ofHours(1)).keepalive())
                .isEqualTo(Duration.ofHours(1));
    }
}
