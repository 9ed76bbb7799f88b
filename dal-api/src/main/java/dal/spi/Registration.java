package dal.spi;

/** Ends what a registration began. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    @Override
    void close();
}
