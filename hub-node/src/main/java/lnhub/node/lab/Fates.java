package lnhub.node.lab;

/** What became of a transaction, for drawings and their legend. */
final class Fates {
    private Fates() {
    }

    static String style(LabTransaction transaction) {
        return switch (transaction.fate()) {
            case CONFIRMED -> "confirmed";
            case WAITING -> "waiting";
            case REFUSED -> "refused";
            case NEVER_BROADCAST -> "never";
        };
    }

    static String words(Scenario scenario, LabTransaction transaction) {
        String chain = scenario.ledgers().size() > 1 ? scenario.ledgerOf(transaction).name() + " " : "";
        return (transaction.isRevoked() ? "revoked, " : "") + chain + switch (transaction.fate()) {
            case CONFIRMED -> "block " + transaction.height();
            case WAITING -> "waiting";
            case REFUSED -> "refused";
            case NEVER_BROADCAST -> "never broadcast";
        };
    }
}
