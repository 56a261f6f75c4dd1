package lnhub.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AdmissionLimitTest {

    @Test
    void countsInTotalAndByAddress() throws Exception {
        AdmissionLimit limit = new AdmissionLimit(3, 2);
        AdmissionLimit.Admission first = limit.admit(address("10.0.0.1")).orElseThrow();
        assertThat(limit.admit(address("10.0.0.1"))).isPresent();
        assertThat(limit.admit(address("10.0.0.1"))).isEmpty();
        assertThat(limit.admit(address("10.0.0.2"))).isPresent();
        assertThat(limit.admit(address("10.0.0.3"))).as("total").isEmpty();
        first.release();
        first.release();
        assertThat(limit.admit(address("10.0.0.1"))).isPresent();
        assertThat(limit.admit(address("10.0.0.4"))).as("released once only").isEmpty();
    }

    @Test
    void anIpv6SubscriberIsOneAddress() throws Exception {
        AdmissionLimit limit = new AdmissionLimit(10, 1);
        assertThat(limit.admit(address("2001:db8:0:1::1"))).isPresent();
        assertThat(limit.admit(address("2001:db8:0:1:ffff::2"))).isEmpty();
        assertThat(limit.admit(address("2001:db8:0:2::1"))).isPresent();
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }
}
