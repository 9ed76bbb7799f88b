package dal.error;

import static dal.error.ErrorContext.NONE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseExceptionTest {

    private static Stream<Arguments> leaves() {
        return Stream.of(
                Arguments.of(new CancelledException("m", NONE, null), "CANCELLED", false),
                Arguments.of(new CommitOutcomeUnknownException("m", NONE, null), "COMMIT_OUTCOME_UNKNOWN", false),
                Arguments.of(new ConnectionLostException("m", NONE, null), "CONNECTION_LOST", true),
                Arguments.of(
                        new ConstraintViolatedException("m", NONE, null, null, null), "CONSTRAINT_VIOLATED", false),
                Arguments.of(new InvalidConfigurationException(List.of("f")), "INVALID_CONFIGURATION", false),
                Arguments.of(InvalidTokenException.malformed(null), "INVALID_TOKEN", false),
                Arguments.of(new InvalidUseException("m", NONE, null), "INVALID_USE", false),
                Arguments.of(new NodeUnavailableException("m", NONE, null), "NODE_UNAVAILABLE", true),
                Arguments.of(new NoTenantSchemaException("m", NONE, null), "NO_TENANT_SCHEMA", false),
                Arguments.of(
                        new PoolExhaustedException(
                                PoolExhaustedException.Reason.WAITED_TOO_LONG, Duration.ofSeconds(1), "m", NONE, null),
                        "POOL_EXHAUSTED",
                        true),
                Arguments.of(new Schema(), "SCHEMA", false),
                Arguments.of(new ScopeEndedException("m", NONE, null), "SCOPE_ENDED", false),
                Arguments.of(new SerializationFailureException("m", NONE, null), "SERIALIZATION_FAILURE", true),
                Arguments.of(new ShuttingDownException("m", NONE, null), "SHUTTING_DOWN", false),
                Arguments.of(new StatementFailedException("m", NONE, null), "STATEMENT_FAILED", false),
                Arguments.of(new TimedOutException("m", NONE, null), "TIMED_OUT", false),
                Arguments.of(new TransactionRolledBackException("m", NONE, null), "TRANSACTION_ROLLED_BACK", false),
                Arguments.of(new TenantSuspendedException("m", NONE, null), "TENANT_SUSPENDED", false),
                Arguments.of(new UnknownTenantException("m", NONE, null), "UNKNOWN_TENANT", false),
                Arguments.of(new WriteOnReadRouteException("m", NONE, null), "WRITE_ON_READ_ROUTE", false));
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void eachLeafHasItsStableCodeAndSaysWhetherToTryAgain(DatabaseException error, String code, boolean retryable) {
        assertThat(error.code().name()).isEqualTo(code);
        assertThat(error.retryable()).isEqualTo(retryable);
        assertThat(error).isInstanceOf(DataAccessException.class);
    }

    @Test
    void noLeafAndNoCodeIsLeftOut() {
        assertThat(leaves().map(arguments ->
                        (Object) permitted(requireNonNull(arguments.get()[0]).getClass())))
                .containsExactlyInAnyOrder((Object[]) DatabaseException.class.getPermittedSubclasses());
        assertThat(leaves().map(arguments -> arguments.get()[1]))
                .containsExactlyInAnyOrder(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toArray());
    }

    private static Class<?> permitted(Class<?> leaf) {
        return leaf == Schema.class ? SchemaException.class : leaf;
    }

    @Test
    void saysWhatItConcernsAsFarAsThatIsKnown() {
        ErrorContext context = ErrorContext.of(TenantId.of("acme"), TenantClassName.of("standard"))
                .on(NodeName.of("replica-1"), Role.REPLICA);
        TimedOutException error = new TimedOutException("The statement took too long", context, null);

        assertThat(error)
                .hasMessage("The statement took too long [tenant=acme class=standard node=replica-1 role=replica]");
        assertThat(error.tenant()).contains(TenantId.of("acme"));
        assertThat(error.tenantClass()).contains(TenantClassName.of("standard"));
        assertThat(error.node()).contains(NodeName.of("replica-1"));
        assertThat(error.role()).contains(Role.REPLICA);

        TimedOutException nothingKnown = new TimedOutException("m", NONE, null);
        assertThat(nothingKnown).hasMessage("m");
        assertThat(nothingKnown.tenant()).isEmpty();
        assertThat(nothingKnown.node()).isEmpty();
    }

    @Test
    void theServersStateIsFoundThroughTheCause() {
        assertThat(new StatementFailedException("m", NONE, new SQLException("x", "42P01")).sqlState())
                .isEqualTo("42P01");
    }

    @Test
    void aConstraintIsNamedWhereTheServerNamesOne() {
        assertThat(new ConstraintViolatedException("m", NONE, "order_pkey", "order", null).constraint())
                .contains("order_pkey");
        assertThat(new ConstraintViolatedException("m", NONE, "order_pkey", "order", null).table())
                .contains("order");
        assertThat(new ConstraintViolatedException("m", NONE, null, null, null).constraint())
                .isEmpty();
    }

    @Test
    void theConfigurationsErrorListsEveryFault() {
        InvalidConfigurationException error = new InvalidConfigurationException(List.of("first", "second"));

        assertThat(error.faults()).containsExactly("first", "second");
        assertThat(error).hasMessage("The configuration has 2 faults:\n  - first\n  - second");
        assertThat(new InvalidConfigurationException(List.of("first")))
                .hasMessage("The configuration has a fault:\n  - first");
    }

    @Test
    void aForeignTokensErrorNamesBothClusters() {
        assertThat(InvalidTokenException.moved(ClusterName.of("a"), ClusterName.of("b")))
                .hasMessageContaining("from cluster 'a' to 'b'")
                .hasMessageContaining("new session");
        assertThat(InvalidTokenException.foreign(ClusterName.of("a"), ClusterName.of("b")))
                .hasMessageContainingAll("'a'", "'b'");
    }

    @Test
    void survivesSerialisationWithMessageAndCode() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(
                    new TimedOutException("m", ErrorContext.of(TenantId.of("acme"), TenantClassName.of("c")), null));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            TimedOutException read = (TimedOutException) in.readObject();
            assertThat(read).hasMessage("m [tenant=acme class=c]");
            assertThat(read.code()).isEqualTo(ErrorCode.TIMED_OUT);
            assertThat(read.tenant()).isEmpty();
        }
    }

    /** The errors of migrations live there. */
    private static final class Schema extends SchemaException {

        private static final long serialVersionUID = 1L;

        Schema() {
            super("m");
        }
    }
}
