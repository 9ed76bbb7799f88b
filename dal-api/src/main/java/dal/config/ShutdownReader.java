package dal.config;

import java.time.Duration;

/** Reads how a process ends its work. */
final class ShutdownReader {

    private final Faults faults;

    ShutdownReader(Faults faults) {
        this.faults = faults;
    }

    ShutdownConfig read(Section root) {
        ShutdownConfig otherwise = ShutdownConfig.DEFAULT;
        Duration deadline = root.duration("drain-timeout", otherwise.deadline());
        Section section = root.section("shutdown");
        Duration lead = section.duration("readiness-lead", otherwise.readinessLead());
        String text = section.text("queued-work");
        QueuedWork queued = text == null
                ? otherwise.queued()
                : faults.attempt(section.label("queued-work"), () -> QueuedWork.of(text), otherwise.queued());
        section.finish();
        return root.checked(
                ShutdownConfig.faults(deadline, lead), () -> new ShutdownConfig(deadline, lead, queued), otherwise);
    }
}
