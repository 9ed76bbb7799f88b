package dal.testing.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.testing.cluster.ClusterException;
import org.junit.jupiter.api.Test;

class EngineChoiceTest {
    @Test
    void isReadFromItsName() {
        assertThat(EngineChoice.of("embedded")).isEqualTo(EngineChoice.EMBEDDED);
        assertThat(EngineChoice.of("testcontainers")).isEqualTo(EngineChoice.TESTCONTAINERS);
        assertThat(EngineChoice.of("auto")).isEqualTo(EngineChoice.AUTO);
    }

    @Test
    void isAutomaticWhereNothingIsSaid() {
        assertThat(EngineChoice.of("")).isEqualTo(EngineChoice.AUTO);
    }

    @Test
    void refusesAnyOtherNameAndListsThoseThereAre() {
        assertThatThrownBy(() -> EngineChoice.of("docker"))
                .isInstanceOf(ClusterException.class)
                .hasMessage("-Dpostgres=docker is none of embedded, testcontainers, auto");
    }
}
