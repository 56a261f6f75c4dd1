package lnhub.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every name, number and type that we define is lnd's: recorded in lnd-api.txt, compared with what was generated. */
class LndNumbersTest {
    private static final List<FileDescriptor> OURS = List.of(
            lnhub.ops.lnrpc.GetInfoRequest.getDescriptor().getFile(),
            lnhub.ops.lnrpc.GetStateRequest.getDescriptor().getFile(),
            lnhub.ops.routerrpc.SendPaymentRequest.getDescriptor().getFile());

    @Test
    void everyFieldMethodAndConstantIsLnds() throws IOException {
        List<String> ours = ours();
        assertThat(ours).hasSizeGreaterThan(400);
        assertThat(recorded()).containsAll(ours);
    }

    @Test
    void aChangedNumberWouldBeSeen() throws IOException {
        assertThat(recorded()).contains("field lnrpc.Payment status 10 PaymentStatus")
                .doesNotContain("field lnrpc.Payment status 9 PaymentStatus");
    }

    private static Set<String> recorded() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                LndNumbersTest.class.getResourceAsStream("lnd-api.txt"), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toSet());
        }
    }

    private static List<String> ours() {
        List<String> lines = new ArrayList<>();
        for (FileDescriptor file : OURS) {
            file.getMessageTypes().forEach(message -> message(message, lines));
            file.getEnumTypes().forEach(constants -> constants(constants, lines));
            file.getServices().forEach(service -> service.getMethods().forEach(method -> lines.add(method(method))));
        }
        return lines;
    }

    private static void message(Descriptor message, List<String> lines) {
        message.getFields().forEach(field -> lines.add("field " + message.getFullName() + " " + field.getName() + " "
                + field.getNumber() + " " + (field.isRepeated() && !field.isMapField() ? "repeated " : "")
                + type(field)));
        message.getEnumTypes().forEach(constants -> constants(constants, lines));
        message.getNestedTypes().stream().filter(nested -> !nested.getOptions().getMapEntry())
                .forEach(nested -> message(nested, lines));
    }

    private static String type(FieldDescriptor field) {
        if (field.isMapField()) {
            Descriptor entry = field.getMessageType();
            return "map<" + type(entry.findFieldByNumber(1)) + "," + type(entry.findFieldByNumber(2)) + ">";
        }
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getName();
            case ENUM -> field.getEnumType().getName();
            default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static void constants(EnumDescriptor constants, List<String> lines) {
        constants.getValues().forEach(value -> lines.add("enum " + constants.getFullName() + " " + value.getName()
                + " " + value.getNumber()));
    }

    private static String method(MethodDescriptor method) {
        return "method " + method.getService().getFullName() + " " + method.getName() + " "
                + (method.isClientStreaming() ? "stream " : "") + method.getInputType().getName() + " -> "
                + (method.isServerStreaming() ? "stream " : "") + method.getOutputType().getName();
    }
}
