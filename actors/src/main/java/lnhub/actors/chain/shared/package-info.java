/**
 * The wallet as all processes of one node use it: an owner, alone in the cluster, that has it open, and what asks the
 * owner from wherever it is. What a wallet does, and what it keeps, is not here.
 */
package lnhub.actors.chain.shared;
