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
        return classes.stream().allMatch(drain -> drain.cancelled() == 0 && drain.aborted() == 0)
                && participants.stream().allMatch(ParticipantStop::stopped);
    }

    /**
     * What became of the work of one tenant class.
     *
     * @param tenantClass whose work
     * @param finished ended by itself after the shutdown began
     * @param cancelled cancelled on the server at the deadline
     * @param aborted did not answer the cancel either: its connection was closed
     * @param refused turned away after the shutdown began
     */
    public record ClassDrain(TenantClassName tenantClass, int finished, int cancelled, int aborted, int refused) {}

    /**
     * What became of one lifecycle participant.
     *
     * @param name which participant
     * @param stopped false if it threw or outlived the time it had
     * @param took how long it needed
     */
    public record ParticipantStop(String name, boolean stopped, Duration took) {}
}
