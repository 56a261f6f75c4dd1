/**
 * The database below: configuration of Akka's journal and snapshot store, tables and their migrations, whose
 * database it is, and what it promises about power loss. What is in an event is not here.
 */
package lnhub.persistence.journal;
