package dal.core.execution;

import dal.transaction.TransactionLimits;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt at a transaction brings along, besides its isolation and what its statements may take.
 *
 * @param deferrable whether it waits for a snapshot that nobody can spoil
 * @param limits how long it may take
 * @param deadline when all attempts have to be over; null if at no time
 * @param name what it is called; null for none
 * @param applicationName what its connection is called on the server meanwhile; null for what it always is
 * @param attempt its number, from 1
 * @param identified whether the server is to tell its transaction id, by which its outcome can be asked for
 */
public record TransactionTerms(
        boolean deferrable,
        TransactionLimits limits,
        @Nullable Deadline deadline,
        @Nullable String name,
        @Nullable String applicationName,
        int attempt,
        boolean identified) {}
