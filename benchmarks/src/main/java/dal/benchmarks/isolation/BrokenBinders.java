package dal.benchmarks.isolation;

import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import dal.core.tenancy.TenantBinder;
import dal.core.tenancy.TenantSettings;
import dal.tenant.TenantId;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Binders that do not do what they should: whoever checks has to notice. */
final class BrokenBinders {

    private static final int SELDOM = 1000;

    private BrokenBinders() {}

    /** Forgets the tenant seldom: then there is none, and of schemas the one that everybody has. */
    static Module forgetful() {
        BooleanSupplier breaks = seldom();
        return module(UnaryOperator.identity(), (sound, tenant) -> {
            List<String> values = sound.values(tenant);
            return breaks.getAsBoolean()
                    ? values.stream()
                            .map(value -> value.startsWith("\"") ? "public" : "")
                            .toList()
                    : values;
        });
    }

    /** Seldom binds the tenant that was bound before. */
    static Module mistaken() {
        BooleanSupplier breaks = seldom();
        AtomicReference<@Nullable TenantId> last = new AtomicReference<>();
        return module(UnaryOperator.identity(), (sound, tenant) -> {
            TenantId before = last.getAndSet(tenant);
            return sound.values(before != null && breaks.getAsBoolean() ? before : tenant);
        });
    }

    /** Binds the session and not the transaction. */
    static Module lasting() {
        return module(assignment -> assignment.replace(", true)", ", false)"), TenantBinder::values);
    }

    private static BooleanSupplier seldom() {
        AtomicLong bindings = new AtomicLong();
        return () -> bindings.incrementAndGet() % SELDOM == 0;
    }

    private static Module module(
            UnaryOperator<String> assignment, BiFunction<TenantBinder, TenantId, List<String>> values) {
        return binder -> OptionalBinder.newOptionalBinder(binder, TenantBinder.Maker.class)
                .setBinding()
                .toInstance((isolation, contributed) -> {
                    TenantBinder sound = new TenantSettings(isolation, contributed);
                    return new TenantBinder() {

                        @Override
                        public List<String> assignments() {
                            return sound.assignments().stream().map(assignment).toList();
                        }

                        @Override
                        public List<String> values(TenantId tenant) {
                            return values.apply(sound, tenant);
                        }
                    };
                });
    }
}
