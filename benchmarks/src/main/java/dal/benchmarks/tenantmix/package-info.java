/** The work of many tenants on servers that are a millisecond away, each contestant binding them as it does best. */
@NullMarked
package dal.benchmarks.tenantmix;

import org.jspecify.annotations.NullMarked;
