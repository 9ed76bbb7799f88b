package dal.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathValidatorException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class LossCauseTest {

    @Test
    void namesTheTypesOfWhatIsBehindTheMessage() {
        SSLHandshakeException handshake = new SSLHandshakeException("of the library's");
        handshake.initCause(new CertPathValidatorException("not shown"));

        assertThat(LossCause.of(new SQLException("SSL error", "08006", handshake)))
                .isEqualTo("java.sql.SQLException: SSL error <- SSLHandshakeException <- CertPathValidatorException");
    }

    @Test
    void endsWhereErrorsCauseEachOther() {
        SQLException one = new SQLException("one");
        SQLException other = new SQLException("other", one);
        one.initCause(other);

        assertThat(LossCause.of(one)).isEqualTo("java.sql.SQLException: one <- java.sql.SQLException: other");
    }
}
