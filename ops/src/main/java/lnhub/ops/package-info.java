/** The operator's surface. The API is in {@code api}, the command line client in {@code command}. */
package lnhub.ops;
