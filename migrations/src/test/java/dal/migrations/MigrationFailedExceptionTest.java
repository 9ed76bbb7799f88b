package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.cluster.ClusterName;
import dal.error.DatabaseException;
import dal.error.ErrorCode;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MigrationFailedExceptionTest {

    @Test
    void isOneOfTheErrorsThatAServiceCatchesAndShowsNoValuesOfRows() {
        Throwable quoting = new IllegalStateException("Key (title)=(Confidential) already exists");
        MigrationReport report =
                new MigrationReport(List.of(failed("acme", new Fault("no", "try", null, 0, null, quoting))));

        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(report::orThrow)
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.SCHEMA);
                    assertThat(error.retryable()).isFalse();
                    StringWriter trace = new StringWriter();
                    error.printStackTrace(new PrintWriter(trace, true));
                    assertThat(trace.toString())
                            .contains("main/shop/tenant_acme: no")
                            .doesNotContain("Confidential");
                });
    }

    @Test
    void aThousandTargetsThatWereNotBegunDoNotHideTheOneThatFailed() {
        Fault reason = new Fault("Not begun", "try", null, 0, null, null);
        List<TargetReport> targets = new ArrayList<>();
        for (int number = 0; number < 1000; number++) {
            targets.add(TargetReport.notStarted(target("t" + number), reason));
        }
        targets.add(failed("acme", new Fault("V2__book.sql line 1: no", "try", null, 0, null, null)));

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> new MigrationReport(targets).orThrow())
                .satisfies(error -> {
                    assertThat(error.getMessage()).startsWith("main/shop/tenant_acme: V2__book.sql line 1: no\n");
                    assertThat(error.getMessage()).endsWith("\nand 991 more");
                    assertThat(error.report().targets()).hasSize(1001);
                });
    }

    private static TargetReport failed(String tenant, Fault fault) {
        return TargetReport.of(target(tenant), List.of(), List.of(), List.of(fault), Duration.ZERO);
    }

    private static MigrationTarget target(String tenant) {
        return new MigrationTarget(
                List.of(TenantClassName.of("each")),
                ClusterName.of("main"),
                List.of(Configurations.connection("one", 5432, "shop", "app", "hush")),
                "tenant_" + tenant,
                List.of(),
                TenantId.of(tenant));
    }
}
