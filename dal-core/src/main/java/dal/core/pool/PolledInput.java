package dal.core.pool;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/**
 * What a server answers, waited for awake for a moment, and then asleep. Waking a thread takes longer than a small query does where the server is near, most of all on virtual machines,
 * whose idle processors are given away. So a reader spins for a while before it blocks (Karlin, Li, Manasse and Owicki, "Empirical studies of competitive spinning for a
 * shared-memory multiprocessor", SOSP 1991): {@link PollOrSleep} leaves that out where it gains nothing, {@link BusyPolling} where processors are short. For one thread at a time, as the driver reads;
 * whoever closes the socket meanwhile ends a poll as it ends a read.
 */
final class PolledInput extends InputStream {

    private final InputStream input;
    private final long limitNanos;
    private final BusyPolling polling;
    private final LongSupplier nanoClock;
    private final PollOrSleep choice;

    /** @param limitNanos longest time awake for one read, above zero */
    PolledInput(InputStream input, long limitNanos, BusyPolling polling, LongSupplier nanoClock) {
        this.input = input;
        this.limitNanos = limitNanos;
        this.polling = polling;
        this.nanoClock = nanoClock;
        choice = new PollOrSleep(limitNanos);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        boolean mayPoll = polling.begun();
        try {
            return mayPoll ? readSooner(into, offset, length) : input.read(into, offset, length);
        } finally {
            polling.ended();
        }
    }

    private int readSooner(byte[] into, int offset, int length) throws IOException {
        if (input.available() > 0) {
            return input.read(into, offset, length);
        }
        boolean poll = choice.next();
        long begun = nanoClock.getAsLong();
        boolean interrupted = poll && !poll(begun);
        int read = input.read(into, offset, length);
        if (!interrupted) {
            choice.took(nanoClock.getAsLong() - begun, poll);
        }
        return read;
    }

    /**
     * Until there is something to read, or the time is up: false if others needed the processor before that. It yields to nobody: a scheduler may then take long to come
     * back.
     */
    private boolean poll(long begun) throws IOException {
        while (input.available() == 0 && nanoClock.getAsLong() - begun < limitNanos) {
            if (!polling.mayGoOn()) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    @Override
    public int available() throws IOException {
        return input.available();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
