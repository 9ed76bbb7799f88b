package dal;

import dal.consistency.CommitToken;

/**
 * A {@link TenantDatabase} that remembers: a read of it never sees less than an earlier write or read of it did, whichever node answers. Thread-safe. The
 * position comes back with each commit and read at no round trip of its own.
 */
public interface Session extends TenantDatabase {

    /** What was written and seen up to now, to be handed to whoever reads next. */
    CommitToken token();
}
