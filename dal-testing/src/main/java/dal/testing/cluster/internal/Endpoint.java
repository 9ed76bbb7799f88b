package dal.testing.cluster.internal;

/** Where a server listens. */
public record Endpoint(String host, int port) {}
