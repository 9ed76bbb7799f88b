package dal.core.admission;

import dal.config.AdmissionConfig;
import dal.core.admission.Refusal.Reason;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may hold a connection of one pool: as many callers as it may have connections. HikariCP keeps a queue too, but one that knows no tenants, cannot be told that
 * waiting has become pointless, and serves whoever is quickest; so callers queue here, and whoever has a permit finds a connection free or room for one.
 *
 * <ul>
 *   <li><b>Turns.</b> One queue for each tenant, first come, first served; a permit that comes back goes to the tenant whose turn it is by weight.
 *   <li><b>Reserve.</b> The last few free permits go only to tenants that hold none, so that whoever floods the pool leaves a way in. None where only one tenant
 *       was ever seen, nor in a pool of one.
 *   <li><b>Share.</b> While others wait that hold fewer, a tenant gets no more than its most. Whatever is idle beyond the reserve is anyone's.
 *   <li><b>Passing.</b> A thread sleeps when its turn comes, and waking it takes as long as a quick query; so where that is a good part of the time that permits are
 *       held, a caller that is awake, and whose tenant holds no more for its weight, may take the permit meanwhile: but not from one that has waited for long. And where callers
 *       come back at once, whoever gave one back may go on with it, for its turn of two and a half milliseconds, without the lock, and nobody is woken for it before nor passed when it is.
 *   <li><b>Refusals.</b> At once, where the thread holds a permit already and so might wait for itself, and where too many wait; later, where a tenant's calls have
 *       waited too long for a while, and at the caller's own limit.
 * </ul>
 *
 * <p>Thread-safe. A permit that is free costs one short critical section to take and one to give back, however many tenants there are; a tenant that holds and wants
 * nothing costs nothing beyond a few that are remembered. Each waiter sleeps and is woken by itself; one timer serves all of them.
 */
public final class Admission {

    private final Lock lock = new ReentrantLock();
    private final Timing timing;
    private final Room room;

    /** @param max how many permits there are */
    public Admission(AdmissionConfig config, int max, Timing timing) {
        this.timing = timing;
        this.room = new Room(this, config, max, timing);
    }

    /**
     * Takes a permit; it has to be {@linkplain Permit#giveBack given back}.
     *
     * @param weight the tenant's share beside others that wait, at least 1
     * @param limit the longest wait; zero for none
     * @throws NotAdmittedException if there was none, and why
     * @throws InterruptedException if the caller was interrupted while it waited, or before it had to
     */
    public Permit take(TenantId tenant, int weight, Duration limit) throws NotAdmittedException, InterruptedException {
        return take(tenant, weight, limit, Duration.ZERO);
    }

    /**
     * The same for somebody who has waited already, elsewhere.
     *
     * @param waited goes before those of its tenant that have not waited for as long
     */
    public Permit take(TenantId tenant, int weight, Duration limit, Duration waited)
            throws NotAdmittedException, InterruptedException {
        Thread caller = Thread.currentThread();
        Permit own = room.resting(caller);
        if (own != null && own.party.tenant.equals(tenant) && own.goOn()) {
            return own;
        }
        Place place;
        lock.lock();
        try {
            if (own != null) {
                room.giveUp(own, timing.nanoTime());
            }
            Party party = room.party(tenant, weight);
            if (room.isShut()) {
                throw refused(Reason.SHUT, party);
            }
            Permit permit = room.takeNow(party, caller);
            if (permit != null) {
                return permit;
            }
            place = queue(party, caller, limit, waited);
        } finally {
            leave();
        }
        return await(place);
    }

    private Place queue(Party party, Thread caller, Duration limit, Duration waited) throws NotAdmittedException {
        if (room.holders().include(caller)) {
            throw refused(Reason.HELD_BY_CALLER, party);
        }
        if (!limit.isPositive()) {
            throw refused(Reason.WAITED_TOO_LONG, party);
        }
        long now = timing.nanoTime();
        Place place = room.queue(party, caller, now, now + limit.toNanos(), now - waited.toNanos());
        if (place == null) {
            throw refused(Reason.TOO_MANY_WAITING, party);
        }
        return place;
    }

    private NotAdmittedException refused(Reason reason, Party party) {
        return new NotAdmittedException(room.refusal(reason, party, 0, timing.nanoTime()));
    }

    private Permit await(Place place) throws NotAdmittedException, InterruptedException {
        while (true) {
            switch (place.state()) {
                case GRANTED -> {
                    return awake(place.permit());
                }
                case OFFERED -> {
                    if (place.accept()) {
                        return awake(place.permit());
                    }
                }
                case OVER -> throw new NotAdmittedException(place.refusal());
                case WAITING -> sleep(place);
            }
        }
    }

    private Permit awake(Permit permit) {
        permit.awakeAt = timing.nanoTime();
        return permit;
    }

    private void sleep(Place place) throws InterruptedException {
        if (Thread.interrupted()) {
            change(now -> room.abandon(place, now));
            throw new InterruptedException();
        }
        timing.park(this);
    }

    /** The moment has come that the alarm was set for. */
    void ring(long moment) {
        change(now -> room.ring(moment, now));
    }

    void giveBack(Permit permit) {
        if (permit.hasTurn() && permit.rest(timing.nanoTime())) {
            return;
        }
        lock.lock();
        try {
            room.giveBack(permit);
        } finally {
            leave();
        }
    }

    /** Gives no permit from now on, and sends away whoever waits. Those that are held stay so. */
    public void shut() {
        change(room::shut);
    }

    /** Sends away whoever waits now; whoever comes later may wait. */
    public void dismiss() {
        change(room::dismiss);
    }

    /** {@link #shut Shuts}, if nobody holds or awaits a permit. */
    public boolean shutIfUnused() {
        lock.lock();
        try {
            if (room.holders().count() == 0 && room.waiting() == 0) {
                room.shut(timing.nanoTime());
            }
            return room.isShut();
        } finally {
            leave();
        }
    }

    /** Gives permits again. */
    public void reopen() {
        change(room::reopen);
    }

    /** Changes how many permits there are. Where more are held, none is given until enough have come back. */
    public void resize(int max) {
        change(now -> room.resize(max, now));
    }

    /** Callers that wait for a permit. */
    public int waiting() {
        lock.lock();
        try {
            return room.waiting();
        } finally {
            lock.unlock();
        }
    }

    /** Permits in use. */
    public int held() {
        lock.lock();
        try {
            return room.holders().count();
        } finally {
            lock.unlock();
        }
    }

    /**
     * For how long the connection that was taken first has been {@linkplain Permit#usedSince in use}; zero where nobody said of one.
     *
     * @param now by the clock of whoever said so
     */
    public Duration longestUse(long now) {
        lock.lock();
        try {
            return room.holders().longestUse(now);
        } finally {
            lock.unlock();
        }
    }

    /** Tenants that it keeps anything of. */
    int known() {
        lock.lock();
        try {
            return room.known();
        } finally {
            lock.unlock();
        }
    }

    /** Something to be done to the room, at a time. */
    private interface Change {
        void at(long now);
    }

    private void change(Change change) {
        lock.lock();
        try {
            change.at(timing.nanoTime());
        } finally {
            leave();
        }
    }

    /** Lets go of the lock, and wakes whoever is to be woken; not before, since they may want it. */
    private void leave() {
        Queue<Thread> called = room.called();
        Thread first = called.poll();
        List<Thread> others = called.isEmpty() ? List.of() : List.copyOf(called);
        called.clear();
        lock.unlock();
        if (first != null) {
            timing.wake(first);
            others.forEach(timing::wake);
        }
    }
}
