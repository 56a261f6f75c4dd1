package lnhub.node.lab;

import java.util.List;

/** One construction: a few scenarios that show how it works, and what must be true in them. */
interface Construction {
    /** As it is called on the command line. */
    String name();

    /** In one line of at most 80 columns. */
    String summary();

    /** What a newcomer has to know before the first scenario. */
    String introduction();

    void run(Lab lab);

    /** All there are, in the order in which they build on each other. */
    static List<Construction> all() {
        return List.of(Micropayment.standard(), Rsmc.standard(), Breach.standard(), Htlc.standard(),
                TimelockOrder.standard(), Close.standard(), Swap.standard());
    }
}
