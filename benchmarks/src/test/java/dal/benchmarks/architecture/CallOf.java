package dal.benchmarks.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;

/** A call of any overload of one method. */
final class CallOf extends DescribedPredicate<JavaMethodCall> {
    private final Class<?> owner;
    private final String method;

    CallOf(Class<?> owner, String method) {
        super("call of %s.%s", owner.getName(), method);
        this.owner = owner;
        this.method = method;
    }

    @Override
    public boolean test(JavaMethodCall call) {
        return call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(method);
    }
}
