package dal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.tenant.TenantClassName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private static final String LONGEST = "x".repeat(63);

    @ParameterizedTest
    @ValueSource(strings = {"main", "replica-1", "0", "a_b-c"})
    void areLowerCaseWithDigitsHyphensAndUnderscores(String value) {
        assertThat(ClusterName.of(value)).hasToString(value);
        assertThat(NodeName.of(value)).hasToString(value);
        assertThat(TenantClassName.of(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Main", "-a", "_a", "a b", "a.b", "ä", "a\n", "a/b"})
    void areNothingElse(String value) {
        assertThatThrownBy(() -> ClusterName.of(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cluster");
        assertThatThrownBy(() -> NodeName.of(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node");
        assertThatThrownBy(() -> TenantClassName.of(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tenant class");
    }

    @Test
    void haveAtMost63Characters() {
        assertThat(ClusterName.of(LONGEST).value()).hasSize(63);
        assertThatThrownBy(() -> ClusterName.of(LONGEST + "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rolesAndPurposesHaveStableLabels() {
        assertThat(Role.values()).extracting(Role::label).containsExactly("primary", "replica", "fenced", "unknown");
        assertThat(PoolPurpose.values())
                .extracting(PoolPurpose::label)
                .containsExactly("primary", "fallback", "replica");
    }
}
