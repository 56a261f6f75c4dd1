package lnhub.ops.command;

import com.google.protobuf.ByteString;
import java.util.Iterator;
import lnhub.ops.lnrpc.Invoice;
import lnhub.ops.lnrpc.PayReq;
import lnhub.ops.lnrpc.PayReqString;
import lnhub.ops.lnrpc.Payment;
import lnhub.ops.lnrpc.Payment.PaymentStatus;
import lnhub.ops.lnrpc.PaymentHash;
import lnhub.ops.routerrpc.SendPaymentRequest;
import lnhub.ops.routerrpc.TrackPaymentRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Invoices and payments. */
final class PaymentVerbs {
    private PaymentVerbs() {
    }

    @Command(name = "addinvoice", description = "Make an invoice.")
    static final class AddInvoice extends Verb {
        @Parameters(arity = "0..1", index = "0", paramLabel = "VALUE", description = "satoshi; 0: the payer chooses")
        private Long value;
        @Option(names = "--amt", description = "satoshi")
        private Long amount;
        @Option(names = "--amt_msat", description = "millisatoshi")
        private long amountMsat;
        @Option(names = "--memo", description = "what it is for")
        private String memo = "";
        @Option(names = "--preimage", paramLabel = "HEX", description = "32 bytes; without it one is made")
        private String preimage = "";
        @Option(names = "--description_hash", paramLabel = "HEX", description = "instead of the memo")
        private String descriptionHash = "";
        @Option(names = "--expiry", paramLabel = "SECONDS", description = "default: 86400, a day")
        private long expiry;
        @Option(names = "--cltv_expiry_delta", paramLabel = "BLOCKS")
        private long cltvExpiryDelta;
        @Option(names = "--private", description = "add routing hints for unannounced channels")
        private boolean hints;

        @Override
        int ask(NodeClient node) {
            Long sat = value != null ? value : amount;
            return print(node.lightning().addInvoice(Invoice.newBuilder().setMemo(memo)
                    .setValue(sat == null ? 0 : sat).setValueMsat(amountMsat)
                    .setRPreimage(bytes("--preimage", preimage))
                    .setDescriptionHash(bytes("--description_hash", descriptionHash))
                    .setExpiry(expiry).setCltvExpiry(cltvExpiryDelta).setPrivate(hints).build()));
        }
    }

    @Command(name = "lookupinvoice", description = "Show an invoice by its payment hash.")
    static final class LookupInvoice extends Verb {
        @Parameters(arity = "0..1", paramLabel = "RHASH")
        private String paymentHash;
        @Option(names = "--rhash", paramLabel = "HEX", description = "the payment hash")
        private String paymentHashFlag;

        @Override
        int ask(NodeClient node) {
            return print(node.lightning().lookupInvoice(PaymentHash.newBuilder()
                    .setRHash(bytes("RHASH", either(paymentHash, paymentHashFlag, "RHASH"))).build()));
        }
    }

    @Command(name = "decodepayreq", description = "Show what an invoice says.")
    static final class DecodePayReq extends Verb {
        @Parameters(arity = "0..1", paramLabel = "PAY_REQ")
        private String payReq;
        @Option(names = "--pay_req")
        private String payReqFlag;

        @Override
        int ask(NodeClient node) {
            return print(node.lightning().decodePayReq(
                    PayReqString.newBuilder().setPayReq(either(payReq, payReqFlag, "PAY_REQ")).build()));
        }
    }

    /** What payinvoice and sendpayment share. */
    abstract static class Pay extends Verb {
        private static final long SMALL_MSAT = 1_000_000;

        @Option(names = "--fee_limit", paramLabel = "SAT", description = "default: 5 %% of the amount, of up to"
                + " 1000 sat all of it")
        private Long feeLimitSat;
        @Option(names = "--timeout", paramLabel = "SECONDS", description = "how long to try (default: 60)")
        private int timeoutSeconds;
        @Option(names = "--max_parts", description = "into how many parts to split at most (default: 1)")
        private int maxParts;
        @Option(names = "--cltv_limit", paramLabel = "BLOCKS")
        private int cltvLimit;
        @Option(names = {"-f", "--force"}, description = "accepted as lncli has it: nothing is asked anyway")
        private boolean force;
        @Option(names = "--json", description = "accepted as lncli has it: the answer always is JSON")
        private boolean json;
        @Option(names = "--inflight_updates", description = "print every change, not only the last")
        private boolean inFlightUpdates;

        final int pay(NodeClient node, SendPaymentRequest.Builder request, long amountMsat) {
            long limitMsat = feeLimitSat != null ? feeLimitSat * 1000
                    : amountMsat <= SMALL_MSAT ? amountMsat : amountMsat / 20;
            return last(node.router().sendPaymentV2(request.setFeeLimitMsat(limitMsat)
                    .setTimeoutSeconds(timeoutSeconds).setMaxParts(maxParts).setCltvLimit(cltvLimit)
                    .setNoInflightUpdates(!inFlightUpdates).build()));
        }

        final int last(Iterator<Payment> updates) {
            int status = 1;
            while (updates.hasNext()) {
                Payment payment = updates.next();
                print(payment);
                status = payment.getStatus() == PaymentStatus.SUCCEEDED ? 0 : 1;
            }
            return status;
        }
    }

    @Command(name = "payinvoice", description = "Pay an invoice; exit status 0 once it is paid.")
    static final class PayInvoice extends Pay {
        @Parameters(arity = "0..1", paramLabel = "PAY_REQ")
        private String payReq;
        @Option(names = "--pay_req")
        private String payReqFlag;
        @Option(names = "--amt", paramLabel = "SAT", description = "for an invoice without an amount")
        private long amountSat;

        @Override
        int ask(NodeClient node) {
            String request = either(payReq, payReqFlag, "PAY_REQ");
            PayReq decoded = node.lightning().decodePayReq(PayReqString.newBuilder().setPayReq(request).build());
            long amountMsat = decoded.getNumMsat() != 0 ? decoded.getNumMsat() : amountSat * 1000;
            return pay(node, SendPaymentRequest.newBuilder().setPaymentRequest(request).setAmt(amountSat), amountMsat);
        }
    }

    @Command(name = "sendpayment", description = "Pay an invoice, or a node by its id and a payment hash.")
    static final class SendPayment extends Pay {
        @Option(names = "--pay_req", description = "an invoice; then nothing else but --amt is needed")
        private String payReq;
        @Option(names = {"-d", "--dest"}, paramLabel = "PUBKEY")
        private String destination;
        @Option(names = {"-a", "--amt"}, paramLabel = "SAT")
        private long amountSat;
        @Option(names = {"-r", "--payment_hash"}, paramLabel = "HEX")
        private String paymentHash;
        @Option(names = "--final_cltv_delta", paramLabel = "BLOCKS")
        private int finalCltvDelta;
        @Option(names = "--pay_addr", paramLabel = "HEX", description = "the payment secret")
        private String paymentSecret = "";

        @Override
        int ask(NodeClient node) {
            var request = SendPaymentRequest.newBuilder().setAmt(amountSat).setFinalCltvDelta(finalCltvDelta)
                    .setPaymentAddr(bytes("--pay_addr", paymentSecret));
            if (payReq != null) {
                PayReq decoded = node.lightning().decodePayReq(PayReqString.newBuilder().setPayReq(payReq).build());
                return pay(node, request.setPaymentRequest(payReq),
                        decoded.getNumMsat() != 0 ? decoded.getNumMsat() : amountSat * 1000);
            }
            ByteString dest = bytes("--dest", either(destination, null, "--dest or --pay_req"));
            ByteString hash = bytes("--payment_hash", either(paymentHash, null, "--payment_hash"));
            return pay(node, request.setDest(dest).setPaymentHash(hash), amountSat * 1000);
        }
    }

    @Command(name = "trackpayment", description = "Follow a payment to its end.")
    static final class TrackPayment extends Pay {
        @Parameters(paramLabel = "HASH", description = "the payment hash")
        private String paymentHash;

        @Override
        int ask(NodeClient node) {
            return last(node.router().trackPaymentV2(TrackPaymentRequest.newBuilder()
                    .setPaymentHash(bytes("HASH", paymentHash)).setNoInflightUpdates(true).build()));
        }
    }
}
