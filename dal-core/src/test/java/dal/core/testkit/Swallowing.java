package dal.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Code that goes on after an error as if nothing had happened. */
public final class Swallowing {

    private Swallowing() {}

    /** Makes a call that has to fail, and says nothing of it. */
    public static void swallow(ThrowingCallable call) {
        assertThat(catchThrowable(call)).as("what was to be swallowed").isNotNull();
    }
}
