package dal.core.admission;

import dal.config.AdmissionConfig;
import dal.core.admission.Refusal.Reason;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The state of an {@link Admission}: what is free, who holds, who waits. Guarded by its lock; whoever is to be woken is left in {@link #called}. */
final class Room {

    private final Admission admission;
    private final AdmissionConfig config;
    private final Timing timing;
    private final Parties parties = new Parties();
    private final Queues queues;
    private final Offers offers = new Offers();
    private final Turns turns;
    private final Holders holders = new Holders();
    private final Alarm alarm;
    private final Queue<Thread> called = new ArrayDeque<>();
    private int max;
    private boolean shut;

    Room(Admission admission, AdmissionConfig config, int max, Timing timing) {
        this.admission = admission;
        this.config = config;
        this.timing = timing;
        this.queues = new Queues(config);
        this.alarm = new Alarm(timing, admission::ring);
        this.turns = new Turns(alarm);
        this.max = max;
    }

    /** Whoever waits no longer. */
    Queue<Thread> called() {
        return called;
    }

    int waiting() {
        return queues.waiting();
    }

    Holders holders() {
        return holders;
    }

    boolean isShut() {
        return shut;
    }

    private boolean isContended() {
        return queues.waiting() > 0;
    }

    int known() {
        return parties.size();
    }

    Party party(TenantId tenant, int weight) {
        return parties.of(tenant, weight, queues.contended(nowIfContended()));
    }

    /** Nobody looks at the time while nobody waits. */
    private long nowIfContended() {
        return isContended() ? timing.nanoTime() : 0;
    }

    // --- taking ---

    /** A permit that is to be had without waiting; null if there is none. */
    @Nullable
    Permit takeNow(Party party, Thread taker) {
        if (!turns.areNone()) {
            serveRested(isContended() ? Comebacks.AT_ONCE : 0, timing.nanoTime());
        }
        if (holders.count() < max && (party.held() == 0 || max - holders.count() > reserve())) {
            if (party.queue.isEmpty()) {
                party.delay.none();
            }
            return hold(party, taker, nowIfContended());
        }
        if (offers.areNone()) {
            return null;
        }
        Place passed = offers.passOver(party, share());
        if (passed == null) {
            return null;
        }
        long now = timing.nanoTime();
        end(passed.permit(), now);
        queues.rejoin(passed, now);
        Permit permit = hold(party, taker, now);
        turns.wanted(taker, now);
        try {
            alarm.by(passed.lookAt, now);
        } catch (Throwable e) {
            permit.leaveToAnother();
            giveBack(permit, now);
            throw e;
        }
        return permit;
    }

    private Permit hold(Party party, Thread taker, long now) {
        party.hold(1, queues.contended(now));
        Permit permit = new Permit(admission, party, taker, isContended() ? now : Permit.UNTIMED);
        holders.add(permit);
        return permit;
    }

    private int reserve() {
        return parties.areSeveral() && max > 1 ? Math.min(config.reserve(), max - 1) : 0;
    }

    private int share() {
        return Math.max(1, (int) (config.maxShare() * max));
    }

    // --- waiting ---

    /** Lets a caller wait, who began to elsewhere, or now; null if too many do. */
    @Nullable
    Place queue(Party party, Thread caller, long now, long deadline, long began) {
        if (party.queue.size() >= config.maxWaitingPerTenant() || (isFull() && !makeRoom(party, now))) {
            return null;
        }
        turns.wanted(caller, now);
        Place place = queues.join(party, caller, now, deadline, began);
        try {
            alarm.by(place.lookAt, now);
        } catch (Throwable e) {
            // Nobody would wait there, and what it is given would be lost.
            queues.leave(place, now);
            throw e;
        }
        return place;
    }

    private boolean isFull() {
        return queues.waiting() >= config.maxWaiting();
    }

    /**
     * The room is full: the last of the tenant of which most wait has to leave for one of a tenant of which fewer do, or a few tenants could fill the room and keep
     * out all others (as fq_codel drops from the longest queue, RFC 8290).
     */
    private boolean makeRoom(Party party, long now) {
        Party longest = queues.longest();
        if (longest == null
                || (long) (party.queue.size() + 1) * longest.weight() >= (long) longest.queue.size() * party.weight()) {
            return false;
        }
        refuse(longest.queue.getLast(), Reason.TOO_MANY_WAITING, now);
        return true;
    }

    /** Looks at those whose moment has come, and has the alarm set for the next. */
    void ring(long moment, long now) {
        alarm.rang(moment);
        try {
            serveRested(now);
            turns.endOver(now);
            queues.due(now).forEach(place -> look(place, now));
        } finally {
            rearm(now);
        }
    }

    private void rearm(long now) {
        try {
            Place next = queues.nextDue();
            if (next != null) {
                alarm.again(next.lookAt, now);
            }
            if (!turns.areNone()) {
                alarm.again(now + Turns.LONGEST_REST.toNanos(), now);
            }
        } catch (Throwable e) {
            // Nobody else might.
            endTurns(now);
            throw e;
        }
    }

    /** A caller has waited as long as it may, or as long as one of its tenant may while calls are shed. */
    private void look(Place place, long now) {
        if (now - place.deadline >= 0) {
            leftLate(place, Reason.WAITED_TOO_LONG, now);
        } else {
            place.lookAt = place.deadline;
            if (place.party.delay.shedding()) {
                leftLate(place, Reason.SHED, now);
            }
        }
    }

    private void leftLate(Place place, Reason reason, long now) {
        noteDelay(place, now);
        refuse(place, reason, now);
    }

    private void refuse(Place place, Reason reason, long now) {
        queues.leave(place, now);
        place.refuse(refusal(reason, place.party, now - place.since, now));
        called.add(place.caller);
    }

    /** A caller goes, and takes nothing along. */
    void abandon(Place place, long now) {
        if (place.accept() || place.state() == Place.State.GRANTED) {
            // It does not come back.
            place.permit().leaveToAnother();
            giveBack(place.permit(), now);
        } else {
            queues.leave(place, now);
        }
    }

    /** How long one waits who goes before others says nothing of how long those wait. */
    private void noteDelay(Place place, long now) {
        if (place.began != place.since) {
            return;
        }
        place.party.delay.left(
                now - place.since,
                now,
                config.delayTarget().toNanos(),
                config.delayInterval().toNanos());
    }

    // --- giving back ---

    void giveBack(Permit permit) {
        boolean timed = permit.takenAt != Permit.UNTIMED;
        if (!permit.over && (timed || isContended() || !turns.areNone())) {
            giveBack(permit, timing.nanoTime());
        } else if (!permit.over) {
            end(permit, 0);
        }
    }

    private void giveBack(Permit permit, long now) {
        if (permit.hadNoTurn()) {
            offers.ended(permit);
            if (isContended()) {
                if (turns.mayBegin(permit) && deserves(permit, now)) {
                    rest(permit, now);
                    serveRested(now);
                    return;
                }
                turns.gave(permit, now);
            }
        } else if (!turns.end(permit)) {
            return;
        }
        endAndServe(permit, now, now);
        serveRested(now);
    }

    private void rest(Permit permit, long now) {
        try {
            turns.begin(permit, now);
        } catch (Throwable e) {
            endAndServe(permit, now, now);
            throw e;
        }
    }

    /** Somebody else has to be due to give one back, before it is missed that a caller was awaited in vain. */
    private boolean deserves(Permit permit, long now) {
        double held = queues.holds().average();
        if (shut
                || holders.count() > max
                || !offers.areWorthwhile(held)
                || held > (double) holders.count() * Turns.MISSED) {
            return false;
        }
        Party party = permit.party;
        party.hold(-1, queues.contended(now));
        try {
            Party next = queues.next(max - holders.count() < reserve(), share(), now);
            return next != null && party.mayGoBefore(next, next.held(), share());
        } finally {
            party.hold(1, queues.contended(now));
        }
    }

    /** Serves others with what has rested for too long. */
    private void serveRested(long now) {
        serveRested(Comebacks.AT_ONCE, now);
    }

    private void serveRested(long after, long now) {
        for (Permit rested = turns.rested(after, now); rested != null; rested = turns.rested(after, now)) {
            endAndServe(rested, rested.restsSince(), now);
        }
    }

    private void endTurns(long now) {
        for (Permit rested : turns.endAll()) {
            endAndServe(rested, rested.restsSince(), now);
        }
    }

    /** A thread has its turn with a permit that rests, and asks for one of another tenant. */
    void giveUp(Permit resting, long now) {
        if (resting.endRest() && turns.end(resting)) {
            endAndServe(resting, resting.restsSince(), now);
        }
    }

    @Nullable
    Permit resting(Thread caller) {
        return turns.of(caller);
    }

    /** @param until when it was given back */
    private void endAndServe(Permit permit, long until, long now) {
        if (permit.takenAt != Permit.UNTIMED) {
            queues.holds().held((until - permit.takenAt) / permit.calls(), now);
        }
        end(permit, now);
        queues.forgive(permit.party, now);
        serve(now);
    }

    private void end(Permit permit, long now) {
        permit.over = true;
        holders.remove(permit);
        permit.party.hold(-1, queues.contended(now));
    }

    /** Gives out what is free to those who wait, in turn. */
    private void serve(long now) {
        while (!shut && holders.count() < max && isContended()) {
            Party party = queues.next(max - holders.count() <= reserve(), share(), now);
            if (party == null) {
                break;
            }
            Place first = party.queue.getFirst();
            noteDelay(first, now);
            if (party.delay.shedding()
                    && now - first.since > config.delayTarget().toNanos()) {
                refuse(first, Reason.SHED, now);
            } else {
                Permit permit = hold(party, first.caller, now);
                queues.serve(party, now);
                offers.give(first, permit, mayBePassed(), now);
                called.add(first.caller);
            }
        }
    }

    private boolean mayBePassed() {
        return !turns.areUsual() && offers.areWorthwhile(queues.holds().average());
    }

    // --- as a whole ---

    void shut(long now) {
        shut = true;
        sendAway(Reason.SHUT, now);
        endTurns(now);
    }

    /** Sends away whoever waits; what comes later may wait again. */
    void dismiss(long now) {
        sendAway(Reason.DISMISSED, now);
    }

    private void sendAway(Reason reason, long now) {
        queues.clear(now, place -> {
            place.refuse(refusal(reason, place.party, now - place.since, now));
            called.add(place.caller);
        });
    }

    void reopen(long now) {
        shut = false;
        serve(now);
    }

    void resize(int newMax, long now) {
        max = newMax;
        endTurns(now);
        serve(now);
    }

    Refusal refusal(Reason reason, Party party, long waited, long now) {
        int ahead = party.queue.size() + 1;
        double share = (double) max * party.weight() / Math.max(party.weight(), queues.weights());
        Duration retryAfter = switch (reason) {
            case HELD_BY_CALLER, DISMISSED -> Duration.ZERO;
            case WAITED_TOO_LONG, TOO_MANY_WAITING, SHED, SHUT -> queues.holds().until(ahead, share, now);
        };
        return new Refusal(
                reason,
                max,
                holders.count(),
                queues.waiting(),
                party.held(),
                party.queue.size(),
                Duration.ofNanos(waited),
                retryAfter);
    }
}
