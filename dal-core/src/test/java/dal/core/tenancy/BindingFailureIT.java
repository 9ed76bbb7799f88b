package dal.core.tenancy;

import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.spi.LocalSetting;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P2: without a binding nothing is executed; and the checks of this package notice a binder that is broken. */
@PostgresTest
class BindingFailureIT {

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
    }

    @ParameterizedTest
    @EnumSource
    void aTenantThatCannotBeBoundReadsNothing(ReadPath path, TestDatabase database) {
        try (Layer layer = Layer.over(database, setting("no such setting", "x"))) {
            assertThatThrownBy(() -> path.texts(layer.database(ACME))).isNotInstanceOf(AssertionError.class);
            layer.pools().assertClean();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTenantThatCannotBeBoundWritesNothing(WritePath path, TestDatabase database) {
        try (Layer layer = Layer.over(database, setting("no such setting", "x"))) {
            assertThatThrownBy(() -> path.mark(layer.database(ACME))).isNotInstanceOf(AssertionError.class);
            assertThat(Notes.of(database, "acme")).containsExactly("acme-1", "acme-2", "acme-3");
            layer.pools().assertClean();
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutATenantNoRowIsSeen(ReadPath path, TestDatabase database) throws Exception {
        try (Layer layer = Layer.limited(database, Limits.USUAL.withIsolation(TenantIsolation.none()))) {
            assertThat(path.texts(layer.database(ACME))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBinderThatBindsAnotherTenantIsNoticed(ReadPath path, TestDatabase database) throws Exception {
        try (Layer layer = Layer.over(database, setting("app.tenant_id", "globex"))) {
            Set<String> seen = new TreeSet<>(path.texts(layer.database(ACME)));
            assertThat(seen).containsExactly("globex-1", "globex-2");
        }
    }

    private static Module setting(String name, String value) {
        return binder -> Multibinder.newSetBinder(binder, LocalSetting.class)
                .addBinding()
                .toInstance(new LocalSetting() {

                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public String value(TenantId tenant) {
                        return value;
                    }
                });
    }
}
