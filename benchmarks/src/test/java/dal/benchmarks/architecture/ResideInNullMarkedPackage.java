package dal.benchmarks.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** A class's package has a {@code package-info.java} that is {@link NullMarked}. */
final class ResideInNullMarkedPackage extends ArchCondition<JavaClass> {

    ResideInNullMarkedPackage() {
        super("reside in a @NullMarked package");
    }

    @Override
    public void check(JavaClass item, ConditionEvents events) {
        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(new SimpleConditionEvent(
                item, marked, "%s: its package is %s@NullMarked".formatted(item.getName(), marked ? "" : "not ")));
    }
}
