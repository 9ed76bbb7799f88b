package dal.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.testing.tls.CertificateAuthority;
import dal.testing.tls.IssuedCertificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster that speaks TLS, and whose access was told by lines of pg_hba.conf. */
class SecuredClusterIT {
    private static PostgresCluster cluster;

    @BeforeAll
    static void start() {
        CertificateAuthority authority = CertificateAuthority.create("Kit");
        IssuedCertificate server = authority.issue("server", "dns:localhost", "ip:127.0.0.1");
        cluster = PostgresCluster.builder()
                .replicas(1)
                .tls(new ServerTls(server.certificatePem(), server.keyPem(), authority.certificatePem()))
                .access("hostnossl all secured all reject")
                .start();
        cluster.primary().execute("create role secured login password 'secured'");
        cluster.awaitReplication(Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void everyNodeOffersTls() {
        assertThat(cluster.nodes())
                .allSatisfy(
                        node -> assertThat(node.value("select ssl::text from pg_stat_ssl where pid = pg_backend_pid()"))
                                .isEqualTo("true"));
    }

    @Test
    void itsOwnLinesOfAccessComeFirst() {
        assertThat(cluster.nodes()).allSatisfy(node -> {
            try (Connection encrypted = connect(node, "require")) {
                assertThat(encrypted.isValid(5)).isTrue();
            }
            assertThatThrownBy(() -> connect(node, "disable").close())
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"));
        });
    }

    @Test
    void aRestartKeepsBoth() {
        PostgresNode replica = cluster.replicas().getFirst();
        replica.restart();
        everyNodeOffersTls();
        itsOwnLinesOfAccessComeFirst();
    }

    private static Connection connect(PostgresNode node, String sslMode) throws SQLException {
        return DriverManager.getConnection(node.jdbcUrl("postgres") + "?sslmode=" + sslMode, "secured", "secured");
    }
}
