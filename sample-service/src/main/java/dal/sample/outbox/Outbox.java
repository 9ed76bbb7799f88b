package dal.sample.outbox;

import static dal.sample.generated.tables.Outbox.OUTBOX;

import dal.TenantDatabase;
import dal.transaction.TransactionOptions;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Consumer;
import org.jooq.Records;

/**
 * The transactional outbox of one tenant. A hook that runs after the commit is lost if the process ends right behind it; a row that was committed with the order is not.
 */
public final class Outbox {

    private final TenantDatabase database;

    @Inject
    public Outbox(TenantDatabase database) {
        this.database = database;
    }

    /** Writes an event in the transaction that is open on this thread, and so with what it tells of or not at all. One round trip. */
    public void write(String kind, long subject) {
        database.dsl()
                .insertInto(OUTBOX)
                .set(OUTBOX.KIND, kind)
                .set(OUTBOX.SUBJECT, subject)
                .execute();
    }

    /**
     * Hands on the oldest events and forgets them. Several may run at once: each takes events that no other has. If handing on fails, or the commit behind it, the events
     * are handed on again: receivers tell by the id. Three round trips.
     *
     * @return how many there were
     */
    public int relay(int most, Consumer<Event> receiver) {
        TransactionOptions options = TransactionOptions.defaults().withName("outbox");
        return database.inTransaction(options, transaction -> {
            List<Event> events = transaction
                    .dsl()
                    .select(OUTBOX.ID, OUTBOX.KIND, OUTBOX.SUBJECT, OUTBOX.WRITTEN_AT)
                    .from(OUTBOX)
                    .orderBy(OUTBOX.ID)
                    .limit(most)
                    .forUpdate()
                    .skipLocked()
                    .fetch(Records.mapping(Event::new));
            events.forEach(receiver);
            if (!events.isEmpty()) {
                transaction
                        .dsl()
                        .deleteFrom(OUTBOX)
                        .where(OUTBOX.ID.in(events.stream().map(Event::id).toList()))
                        .execute();
            }
            return events.size();
        });
    }
}
