package dal.spi;

import dal.status.PoolName;
import dal.status.PoolStatus;
import java.util.function.Supplier;

/** Hears of pools. Whatever it throws is swallowed. */
public interface PoolListener {

    /**
     * A pool was opened.
     *
     * @param status what it looks like whenever asked; no I/O
     */
    void opened(PoolName pool, Supplier<PoolStatus> status);

    /** A pool was closed. */
    void closed(PoolName pool);
}
