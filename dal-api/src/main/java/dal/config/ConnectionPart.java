package dal.config;

/** One thing that can be said about a connection, by a URL, a configuration file or libpq's environment variables. */
enum ConnectionPart {
    HOST,
    PORT,
    DATABASE,
    USER,
    PASSWORD,
    SSL_MODE,
    ROOT_CERTIFICATE,
    CERTIFICATE,
    KEY,
    POOLER,
    APPLICATION_NAME,
    POOL_MAX,
    POOL_TIMEOUT,
    ZONE
}
