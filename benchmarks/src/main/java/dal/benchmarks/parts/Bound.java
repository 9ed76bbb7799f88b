package dal.benchmarks.parts;

import dal.core.tenancy.NodeCheck;
import dal.core.tenancy.PositionQuery;
import dal.core.tenancy.StatementFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A read's text with its tenant. */
@State(Scope.Thread)
public class Bound {

    private static final byte[] SQL =
            "select \"note\".\"text\" from \"note\" where \"note\".\"id\" = ?".getBytes(StandardCharsets.ISO_8859_1);

    private final StatementFrame frame = new StatementFrame(
            List.of("set_config('app.tenant_id', ?, true)"), true, PositionQuery.NONE, NodeCheck.NONE);

    /** Makes the text that is sent, of one that is rendered anew each time, as jOOQ does, so that its hash is not known. */
    @Benchmark
    public String bind() {
        return frame.autocommit(new String(SQL, StandardCharsets.ISO_8859_1));
    }
}
