package dal.core.testkit;

import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import dal.core.tenancy.TenantBinder;
import dal.core.tenancy.TenantSettings;
import dal.tenant.TenantId;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Binders that do not do what they should, to see that it is noticed. */
public final class BrokenBinder implements TenantBinder {

    private final TenantBinder sound;
    private final UnaryOperator<String> assignment;
    private final UnaryOperator<List<String>> values;

    private BrokenBinder(TenantBinder sound, UnaryOperator<String> assignment, UnaryOperator<List<String>> values) {
        this.sound = sound;
        this.assignment = assignment;
        this.values = values;
    }

    /** Binds the connection's session and not the transaction. */
    public static Module sessionWide() {
        return module(sound ->
                new BrokenBinder(sound, text -> text.replace(", true)", ", false)"), UnaryOperator.identity()));
    }

    /** Forgets the tenant every so many times. Of schemas, the one that everybody has is left then. */
    public static Module forgetting(int every) {
        AtomicLong bindings = new AtomicLong();
        return module(sound -> new BrokenBinder(
                sound,
                UnaryOperator.identity(),
                values -> bindings.incrementAndGet() % every == 0
                        ? values.stream()
                                .map(value -> value.startsWith("\"") ? "public" : "")
                                .toList()
                        : values));
    }

    private static Module module(UnaryOperator<TenantBinder> broken) {
        return binder -> OptionalBinder.newOptionalBinder(binder, TenantBinder.Maker.class)
                .setBinding()
                .toInstance((isolation, contributed) -> broken.apply(new TenantSettings(isolation, contributed)));
    }

    @Override
    public List<String> assignments() {
        return sound.assignments().stream().map(assignment).toList();
    }

    @Override
    public List<String> values(TenantId tenant) {
        return values.apply(sound.values(tenant));
    }
}
