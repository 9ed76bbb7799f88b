package dal.core.admission;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One caller's place in its tenant's queue. Whoever holds the lock moves it on; its caller alone accepts an offer, without the lock. */
final class Place {

    enum State {
        /** In the queue. */
        WAITING,
        /** A permit is its own unless somebody awake takes it first. */
        OFFERED,
        /** A permit is its own. */
        GRANTED,
        /** It has left: with a refusal, or because its caller did. */
        OVER
    }

    final Party party;
    final Thread caller;
    final long since;
    final long deadline;

    /** What its place among those of its tenant goes by: since when its caller waits, here or elsewhere before. */
    final long began;

    /** Breaks ties: who came first. */
    final long number;

    /** When it is looked at whether waiting is over. Guarded by the lock. */
    long lookAt;

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private @Nullable Permit permit;
    private @Nullable Refusal refusal;

    Place(Party party, Thread caller, long since, long deadline, long began, long number) {
        this.party = party;
        this.caller = caller;
        this.since = since;
        this.deadline = deadline;
        this.began = began;
        this.number = number;
        this.lookAt = deadline;
    }

    State state() {
        return state.get();
    }

    void offer(Permit offered) {
        permit = offered;
        state.set(State.OFFERED);
    }

    void grant(Permit granted) {
        permit = granted;
        state.set(State.GRANTED);
    }

    /** Its caller takes what it was offered; false if it was gone. */
    boolean accept() {
        return state.compareAndSet(State.OFFERED, State.GRANTED);
    }

    /** Somebody else takes what it was offered; false if its caller had. */
    boolean withdraw() {
        return state.compareAndSet(State.OFFERED, State.WAITING);
    }

    void refuse(Refusal why) {
        refusal = why;
        state.set(State.OVER);
    }

    Permit permit() {
        return Objects.requireNonNull(permit, "permit");
    }

    Refusal refusal() {
        return Objects.requireNonNull(refusal, "refusal");
    }
}
