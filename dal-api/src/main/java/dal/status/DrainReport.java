package dal.status;

import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.List;

/**
 * What became of everything at a shutdown.
 *
 * @param took how long it lasted
 * @param classes what became of the work of each tenant class
 * @param participants what became of each lifecycle participant, in the order they were stopped
 */
public record DrainReport(Duration took, List<ClassDrain> classes, List<ParticipantStop> participants) {

    public DrainReport {
        classes = List.copyOf(classes);
        participants = List.copyOf(participants);
    }

    /** Whether nothing was cut short and every participant stopped. */
    public boolean clean() {
        return classes.stream().allMatch(ClassDrain::clean)
                && participants.stream().allMatch(ParticipantStop::stopped);
    }

    /**
     * What became of the work of one tenant class: of each piece exactly one thing.
     *
     * @param tenantClass whose work
     * @param finished ended by itself after the shutdown began, well or with an error of its own
     * @param cancelled cut short at the deadline: the server was asked to cancel it, and it ended
     * @param aborted did not end at that, was committing, or called the shutdown itself: its connection was closed
     * @param refused turned away after the gate closed, at the gate or while it waited for a connection
     * @param abandoned still inside when the pools closed, holding no connection: its next use of a database fails
     * @param took from the beginning of the shutdown until the last of it ended; zero if there was none
     */
    public record ClassDrain(
            TenantClassName tenantClass,
            int finished,
            int cancelled,
            int aborted,
            int refused,
            int abandoned,
            Duration took) {

        /** Whether none of it was cut short. */
        public boolean clean() {
            return cancelled == 0 && aborted == 0 && abandoned == 0;
        }
    }

    /**
     * What became of one lifecycle participant.
     *
     * @param name which participant
     * @param stopped false if it threw or outlived the time it had
     * @param took how long it needed
     */
    public record ParticipantStop(String name, boolean stopped, Duration took) {}
}
