package dal.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"acme", "42", "Ünïcode GmbH", "a.b/c'd\"; drop table t", " "})
    void isWhateverTheApplicationCallsItsTenants(String value) {
        assertThat(TenantId.of(value)).hasToString(value).isEqualTo(new TenantId(value));
    }

    @Test
    void isNeverEmptySinceAnUnsetSettingReadsAsThat() {
        assertThatThrownBy(() -> TenantId.of(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void hasAtMostTwoHundredCharacters() {
        assertThat(TenantId.of("x".repeat(200)).value()).hasSize(200);
        assertThatThrownBy(() -> TenantId.of("x".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("200", "201");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0000", "\t", "a\u007f", "a\u0085"})
    void holdsNoControlCharacterAndItsErrorRepeatsNone(String value) {
        assertThatThrownBy(() -> TenantId.of(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("control characters")
                .hasMessageNotContaining(value);
    }
}
