package dal.migrations;

import dal.config.DataAccessConfig;

/** Stub. */
public final class Tenants {
    Tenants(DataAccessConfig config, Run run) {}
}
