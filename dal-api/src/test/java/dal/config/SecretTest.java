package dal.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void itsTextFormIsThreeStars() {
        assertThat(Secret.of("hunter2")).hasToString("***");
        assertThat(Secret.NONE).hasToString("");
        assertThat(Secret.of("hunter2").reveal()).isEqualTo("hunter2");
    }

    @Test
    void equalsByValue() {
        assertThat(Secret.of("a"))
                .isEqualTo(Secret.of("a"))
                .hasSameHashCodeAs(Secret.of("a"))
                .isNotEqualTo(Secret.of("b"));
        assertThat(Secret.of("")).isEqualTo(Secret.NONE);
        assertThat(Secret.NONE.isEmpty()).isTrue();
    }
}
