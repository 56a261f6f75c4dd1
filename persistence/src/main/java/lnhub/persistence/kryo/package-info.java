/**
 * How events, snapshots and cluster messages become bytes: Kryo with required registration, one explicit number per
 * class and a version per record. A written byte never changes its meaning; golden files hold that for ever.
 * Which classes are registered is one table ({@link lnhub.persistence.kryo.Registrations}), to which the modules
 * above add their own. What the peers see (BOLT 1's wire format) is not here but in {@code lnhub.protocol.wire}.
 */
package lnhub.persistence.kryo;
