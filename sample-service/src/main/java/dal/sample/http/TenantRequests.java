package dal.sample.http;

import dal.DbConnectionManager;
import dal.ServiceFactory;
import dal.Session;
import dal.consistency.CommitToken;
import dal.tenant.TenantId;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.inject.Inject;
import java.util.Set;

/**
 * Serves requests for a tenant: one session each, and a service made for that session.
 *
 * <p>The header {@value #TENANT} names the tenant. {@value #TOKEN} in an answer tells how far the request wrote and saw;
 * sent with a later request, to whichever process, it makes that one read nothing older. {@value #NODES} lists the
 * database nodes that worked for the request.
 */
public final class TenantRequests {

    public static final String TENANT = "X-Tenant";
    public static final String TOKEN = "X-Commit-Token";
    public static final String NODES = "X-Db-Nodes";

    private final DbConnectionManager databases;
    private final ServiceFactory services;
    private final NodesUsed nodesUsed;
    private final RequestSpans spans;

    @Inject
    TenantRequests(DbConnectionManager databases, ServiceFactory services, NodesUsed nodesUsed, RequestSpans spans) {
        this.databases = databases;
        this.services = services;
        this.nodesUsed = nodesUsed;
        this.spans = spans;
    }

    /** What a path does with the service it needs. */
    @FunctionalInterface
    public interface Action<S> {

        void run(Context context, S service) throws Exception;
    }

    /** A handler that makes the service for the request's tenant and hands it to the action. */
    public <S> Handler with(Class<S> service, Action<S> action) {
        return context -> spans.around(context, () -> {
            nodesUsed.begin();
            try {
                Session session = open(context);
                try {
                    action.run(context, services.create(service, session));
                } finally {
                    context.header(TOKEN, session.token().toString());
                }
            } finally {
                Set<String> nodes = nodesUsed.end();
                if (!nodes.isEmpty()) {
                    context.header(NODES, String.join(", ", nodes));
                }
            }
        });
    }

    private Session open(Context context) {
        TenantId tenant = tenant(context);
        String token = context.header(TOKEN);
        return token == null ? databases.session(tenant) : databases.session(tenant, CommitToken.parse(token));
    }

    private static TenantId tenant(Context context) {
        String name = context.header(TENANT);
        if (name == null || name.isBlank()) {
            throw new BadRequestException(
                    "no-tenant", "Say whose data you mean: the header '" + TENANT + "' is missing.");
        }
        try {
            return TenantId.of(name);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("invalid-tenant", "The header '" + TENANT + "' holds no tenant's name.");
        }
    }
}
