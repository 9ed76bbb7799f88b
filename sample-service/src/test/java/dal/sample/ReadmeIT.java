package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what happens. */
@PostgresTest(replicas = 2, pools = "retail")
class ReadmeIT {

    private static final Pattern COMMAND = Pattern.compile(
            "\\$ curl -i (?:-H 'X-Tenant: (?<tenant>\\w+)' )?'?http://127\\.0\\.0\\.1:8080(?<path>[^' ]+)'?(?: -d '(?<body>[^']+)')?\\n"
                    + "HTTP/1\\.1 (?<status>\\d+) [A-Za-z ]+\\n(?<headers>(?:[A-Z][A-Za-z-]+: .*\\n)*)");

    @Test
    void everyCommandIsAnsweredAsShown(TestDatabase database) throws Exception {
        RunningSample.prepare(database);
        try (RunningSample sample = RunningSample.start(database)) {
            List<Shown> commands = commands();
            assertThat(commands).hasSizeGreaterThan(5);
            for (Shown shown : commands) {
                Api api = sample.as(shown.tenant());
                HttpResponse<String> answer =
                        shown.body().isEmpty() ? api.get(shown.path()) : api.post(shown.path(), shown.body());

                assertThat(answer.statusCode()).as(shown + "\n" + answer.body()).isEqualTo(shown.status());
                if (shown.headers().contains("X-Db-Nodes")) {
                    String role = shown.headers().contains("/replica") ? "/replica" : "/primary";
                    assertThat(Api.nodes(answer)).as(shown.toString()).endsWith(role);
                }
            }
        }
    }

    private record Shown(String tenant, String path, String body, int status, String headers) {}

    private static List<Shown> commands() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        List<Shown> commands = COMMAND.matcher(readme)
                .results()
                .map(match -> new Shown(
                        text(match.group("tenant")),
                        match.group("path"),
                        text(match.group("body")),
                        Integer.parseInt(match.group("status")),
                        match.group("headers")))
                .toList();
        assertThat(commands).as("every curl of the README is understood").hasSize(count(readme, "$ curl"));
        return commands;
    }

    private static int count(String text, String what) {
        Matcher matcher = Pattern.compile(Pattern.quote(what)).matcher(text);
        return (int) matcher.results().count();
    }

    private static String text(String group) {
        return group == null ? "" : group;
    }
}
