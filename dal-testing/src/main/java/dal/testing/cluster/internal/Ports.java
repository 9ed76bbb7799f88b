package dal.testing.cluster.internal;

import dal.testing.cluster.ClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback interface. They are taken from below the range systems give to outgoing connections, so that
 * a stopped server finds its own still free when it starts again.
 */
public final class Ports {
    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    public static List<Integer> free(int count) {
        List<Integer> free = new ArrayList<>();
        for (int attempt = 0; free.size() < count; attempt++) {
            if (attempt == ATTEMPTS) {
                throw new ClusterException("No " + count + " free ports between " + FIRST + " and " + LAST);
            }
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (!free.contains(port) && isFree(port)) {
                free.add(port);
            }
        }
        return free;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
