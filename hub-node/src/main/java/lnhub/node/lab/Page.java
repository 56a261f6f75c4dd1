package lnhub.node.lab;
/** stub */
record Page(Lab lab) {
    String html() { return ""; }
}
