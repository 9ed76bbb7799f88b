package dal.core.check;

import dal.config.DataAccessConfig;
import dal.config.Strictness;
import dal.config.TenantClassConfig;
import dal.error.CancelledException;
import dal.error.ErrorContext;
import dal.error.InvalidConfigurationException;
import dal.error.NodeUnavailableException;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The classes that may not work before their servers were found in order. Thread-safe. */
final class EnforcedClasses {

    /** How often a refused class has its servers looked at again. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Map<TenantClassName, Verdict> verdicts;
    private final Consumer<TenantClassConfig> look;

    /** @param look has the servers of a class looked at, in the background */
    EnforcedClasses(DataAccessConfig config, Consumer<TenantClassConfig> look) {
        boolean all = config.budget().strictness() == Strictness.ENFORCE;
        this.verdicts = config.classes().values().stream()
                .filter(tenantClass -> all || tenantClass.checks().atStart() == Strictness.ENFORCE)
                .collect(Collectors.toUnmodifiableMap(TenantClassConfig::name, tenantClass -> new Verdict()));
        this.look = look;
    }

    boolean isEmpty() {
        return verdicts.isEmpty();
    }

    /** What keeps a class from working; nothing if it may. */
    void decide(TenantClassName tenantClass, List<Finding> against) {
        Verdict verdict = verdicts.get(tenantClass);
        if (verdict != null) {
            verdict.against = List.copyOf(against);
            verdict.known.countDown();
        }
    }

    void require(TenantClassConfig tenantClass, ErrorContext context) {
        Verdict verdict = verdicts.get(tenantClass.name());
        if (verdict == null) {
            return;
        }
        List<Finding> against = verdict.against;
        if (against == null) {
            against = awaited(verdict, tenantClass, context);
        }
        if (!against.isEmpty()) {
            lookAgain(verdict, tenantClass);
            throw new InvalidConfigurationException(
                    against.stream().map(Finding::toString).toList());
        }
    }

    private List<Finding> awaited(Verdict verdict, TenantClassConfig tenantClass, ErrorContext context) {
        lookAgain(verdict, tenantClass);
        Duration limit = tenantClass.pools().primary().acquireTimeout();
        try {
            if (verdict.known.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                return Objects.requireNonNull(verdict.against, "against");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("The call was interrupted while its class was checked", context, null);
        }
        throw new NodeUnavailableException(
                "The servers of class '" + tenantClass.name() + "' could not be checked within " + limit
                        + ", and it may not work unchecked (at-start = enforce): is its primary there?",
                context,
                null);
    }

    private void lookAgain(Verdict verdict, TenantClassConfig tenantClass) {
        long now = System.nanoTime();
        long last = verdict.asked.get();
        if ((last == 0 || now - last > AGAIN.toNanos()) && verdict.asked.compareAndSet(last, now)) {
            look.accept(tenantClass);
        }
    }

    private static final class Verdict {
        private final CountDownLatch known = new CountDownLatch(1);
        private final AtomicLong asked = new AtomicLong();
        private volatile @Nullable List<Finding> against;
    }
}
