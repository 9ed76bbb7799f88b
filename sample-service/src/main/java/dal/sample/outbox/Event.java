package dal.sample.outbox;

import java.time.OffsetDateTime;

/**
 * Something that happened.
 *
 * @param id by which a receiver knows one that it has had already
 * @param kind for example {@code order-placed}
 * @param subject what it happened to
 * @param writtenAt when
 */
public record Event(long id, String kind, long subject, OffsetDateTime writtenAt) {}
