package lnhub.persistence.history;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Stands before a database, counts its commits, and makes it fail as a test wants it. */
public final class PlantedFaults {
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final DataSource dataSource;

    public PlantedFaults(DataSource database) {
        dataSource = proxy(DataSource.class, database, (method, call) -> {
            if (!method.equals("getConnection")) {
                return call.run();
            }
            if (takesOne(refused)) {
                throw new SQLException("planted: no connection");
            }
            return connection((Connection) call.run());
        });
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, connection, (method, call) -> {
            Object result = call.run();
            if (method.equals("commit")) {
                commits.incrementAndGet();
                if (takesOne(unanswered)) {
                    throw new SQLException("planted: committed, and the answer lost");
                }
            }
            return result;
        });
    }

    private static boolean takesOne(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    /** Transactions that were committed. */
    public int commits() {
        return commits.get();
    }

    /** The next so many get no connection. */
    public void refuse(int connections) {
        refused.set(connections);
    }

    /** Faults that were planted and have not happened yet. */
    public int refusalsLeft() {
        return refused.get();
    }

    /** The next so many commits happen, and nobody learns it. */
    public void loseAnswers(int ofCommits) {
        unanswered.set(ofCommits);
    }

    private interface Call {
        Object run() throws Throwable;
    }

    private interface Around {
        Object call(String method, Call call) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T target, Around around) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> around.call(method.getName(), () -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }
}
