package dal.benchmarks.isolation;

import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import dal.core.tenancy.TenantBinder;
import dal.core.tenancy.TenantSettings;
import dal.tenant.TenantId;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Binders that do not do what they should: whoever checks has to notice. */
final class BrokenBinders {

    private static final int SELDOM = 1000;

    private BrokenBinders() {}

    /** Forgets the tenant seldom: then there is none, and of schemas the one that everybody has. */
    static Module forgetful() {
        AtomicLong bindings = new AtomicLong();
        return module(
                UnaryOperator.identity(),
                value -> bindings.incrementAndGet() % SELDOM == 0 ? value.startsWith("\"") ? "public" : "" : value);
    }

    /** Binds the session and not the transaction. */
    static Module lasting() {
        return module(assignment -> assignment.replace(", true)", ", false)"), UnaryOperator.identity());
    }

    private static Module module(UnaryOperator<String> assignment, UnaryOperator<String> value) {
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
                            return sound.values(tenant).stream().map(value).toList();
                        }
                    };
                });
    }
}
