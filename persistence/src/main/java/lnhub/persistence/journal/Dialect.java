package lnhub.persistence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** The two databases that are supported; a few statements differ between them. */
public enum Dialect {
    H2, POSTGRESQL;

    /** @throws SQLException also when it is another database */
    public static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "H2" -> H2;
            case "PostgreSQL" -> POSTGRESQL;
            default -> throw new SQLException("this is " + product + "; supported are H2 and PostgreSQL");
        };
    }

    /** The statement for this one of the two. */
    public String choose(String h2, String postgresql) {
        return switch (this) {
            case H2 -> h2;
            case POSTGRESQL -> postgresql;
        };
    }

    /** Where its migrations are. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
