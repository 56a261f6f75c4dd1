/** What all persistent entities of the hub have in common. */
package lnhub.actors.entity;
