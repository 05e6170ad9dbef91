package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the end of an instance says of the next launch. */
class EndReasonsTest {

  @ParameterizedTest
  @CsvSource({
    "Server.InsufficientInstanceCapacity, CAPACITY, no capacity",
    "Server.SpotInstanceTermination,      CAPACITY, took the spot instance back",
    "Server.SpotInstanceShutdown,         CAPACITY, took the spot instance back",
    "Server.CapacityBlockExpired,         CAPACITY, block is over",
    "Server.InternalError,                SERVER,   EC2 failed",
    "Server.ScheduledStop,                SERVER,   as it had announced",
    "Client.UserInitiatedShutdown,        UNKNOWN,  Somebody ended it",
    "Client.UserInitiatedHibernate,       UNKNOWN,  Somebody hibernated it",
    "Client.InstanceInitiatedShutdown,    UNKNOWN,  It shut itself down",
    "Client.InstanceTerminated,           UNKNOWN,  while an image was made",
    "Client.InternalError,                CONFIGURATION, encrypted volume",
    "Client.InvalidSnapshot.NotFound,     CONFIGURATION, snapshot",
    "Client.VolumeLimitExceeded,          QUOTA,    quota",
    "Server.SomethingNew,                 UNKNOWN,  no reason",
    "Client.InstanceLimitExceeded,        QUOTA,    no reason"
  })
  void each_code_has_its_class_and_its_sentence(String code, ErrorClass errorClass, String words) {
    Ec2Error error = EndReasons.of("i-0a", Optional.of(code));

    assertThat(error.errorClass()).isEqualTo(errorClass);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).contains("i-0a").contains(words);
  }

  @Test
  void an_end_without_a_reason_is_no_lack_of_capacity() {
    Ec2Error error = EndReasons.of("i-0a", Optional.empty());

    assertThat(error.errorClass()).isEqualTo(ErrorClass.UNKNOWN);
    assertThat(error.code()).isEqualTo("InstanceTerminated");
  }
}
