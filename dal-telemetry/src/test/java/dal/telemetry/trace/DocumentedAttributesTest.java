package dal.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DocumentedAttributesTest {

    @Test
    void theDocumentationsTableIsTheCodes() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "telemetry.md"))).contains(DalAttributes.markdown());
    }
}
