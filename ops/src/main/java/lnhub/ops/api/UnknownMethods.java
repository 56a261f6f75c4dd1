package lnhub.ops.api;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import lnhub.ops.hubrpc.HubGrpc;
import lnhub.ops.lnrpc.LightningGrpc;
import lnhub.ops.lnrpc.StateGrpc;
import lnhub.ops.routerrpc.RouterGrpc;

/** Answers calls to what does not exist in the words of grpc-go, since clients of lnd tell versions apart by them. */
final class UnknownMethods extends HandlerRegistry {
    private static final Set<String> SERVICES = new TreeSet<>(Set.of(
            LightningGrpc.SERVICE_NAME, StateGrpc.SERVICE_NAME, RouterGrpc.SERVICE_NAME, HubGrpc.SERVICE_NAME));

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String fullName, String authority) {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(new Unread(), new Unread())
                .setType(MethodType.UNKNOWN).setFullMethodName(fullName).build();
        Status status = Status.UNIMPLEMENTED.withDescription(description(fullName));
        return ServerMethodDefinition.create(method, (call, headers) -> refuse(call, status));
    }

    private static ServerCall.Listener<byte[]> refuse(ServerCall<byte[], byte[]> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() { };
    }

    static String description(String fullName) {
        int slash = fullName.lastIndexOf('/');
        String service = slash < 0 ? fullName : fullName.substring(0, slash);
        return SERVICES.contains(service)
                ? "unknown method " + fullName.substring(slash + 1) + " for service " + service
                : "unknown service " + service;
    }

    /** The request's bytes are left where they are: nobody will look at them. */
    private static final class Unread implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
