package dal.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dal.spi.ContextCarrier.Carried;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TraceContextCarrierTest {

    private static final ContextKey<String> KEY = ContextKey.named("key");

    @Test
    void givesAnotherThreadTheContextForTheScopeAlone() throws InterruptedException {
        Carried carried;
        try (Scope scope = Context.current().with(KEY, "value").makeCurrent()) {
            carried = new TraceContextCarrier().capture();
        }
        @Nullable String[] seen = new @Nullable String[2];
        Thread other = Thread.ofVirtual().start(() -> {
            try (var scope = carried.restore()) {
                seen[0] = Context.current().get(KEY);
            }
            seen[1] = Context.current().get(KEY);
        });
        other.join();
        assertThat(seen).containsExactly("value", null);
        assertThat(Context.current().get(KEY)).isNull();
    }
}
