/**
 * Payment requests (BOLT 11): the invoice as a value, its text, its signature. When an invoice may be paid and which
 * route its hints open is decided elsewhere; offers (BOLT 12) do not live here.
 */
package lnhub.protocol.invoice;
