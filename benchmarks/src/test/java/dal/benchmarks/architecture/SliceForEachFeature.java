package dal.benchmarks.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/**
 * Each package is a slice by itself, a parent apart from what is below it; but a feature's {@code internal} packages are the feature,
 * since they are its own inside moved out of sight.
 */
final class SliceForEachFeature implements SliceAssignment {
    private final DescribedPredicate<JavaClass> considered;

    SliceForEachFeature(DescribedPredicate<JavaClass> considered) {
        this.considered = considered;
    }

    @Override
    public String getDescription() {
        return "each feature";
    }

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        return considered.test(javaClass)
                ? SliceIdentifier.of(javaClass.getPackageName().replaceFirst("\\.internal(\\..*)?$", ""))
                : SliceIdentifier.ignore();
    }
}
