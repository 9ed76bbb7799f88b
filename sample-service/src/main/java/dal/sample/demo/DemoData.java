package dal.sample.demo;

import dal.config.ConnectionConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;

/** Thousands of products and orders over a dozen made-up shops. */
public final class DemoData {

    private DemoData() {}

    /** Loads it as the owner of the tables. A shop that has products already is left alone. */
    public static void load(ConnectionConfig owner) throws SQLException, IOException {
        try (InputStream in = Objects.requireNonNull(DemoData.class.getResourceAsStream("/demo/data.sql"));
                Connection connection = connect(owner);
                Statement statement = connection.createStatement()) {
            statement.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Connection connect(ConnectionConfig owner) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(owner.driverSettings());
        properties.setProperty("user", owner.user());
        properties.setProperty("password", owner.password().reveal());
        return DriverManager.getConnection(owner.jdbcUrl(), properties);
    }
}
