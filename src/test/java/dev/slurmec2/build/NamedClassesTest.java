package dev.slurmec2.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamedClassesTest {
  private static final String EC2 = "software/amazon/awssdk/services/ec2/";

  @Test
  void finds_the_names_in_descriptors_and_texts() {
    String text =
        "(L"
            + EC2
            + "model/Tag$Builder;I)L"
            + EC2
            + "Ec2Client;\n"
            + "software.amazon.awssdk.services.ssm.transform.Interceptor\n"
            + "software/amazon/awssdk/services/sts/StsClient software/amazon/awssdk/core/SdkPojo";

    assertThat(NamedClasses.in(text.getBytes(UTF_8)))
        .containsExactlyInAnyOrder(
            EC2 + "model/Tag$Builder",
            EC2 + "Ec2Client",
            "software/amazon/awssdk/services/ssm/transform/Interceptor");
  }

  @Test
  void finds_the_names_in_a_class_file() throws Exception {
    byte[] file = ClassFiles.of("software.amazon.awssdk.services.ec2.model.CreateTagsRequest");

    assertThat(NamedClasses.in(file))
        .contains(
            EC2 + "model/CreateTagsRequest",
            EC2 + "model/CreateTagsRequest$Builder",
            EC2 + "model/CreateTagsRequest$BuilderImpl",
            EC2 + "model/Tag",
            EC2 + "model/Ec2Request");
  }

  @Test
  void follows_them_from_class_to_class() {
    Map<String, Set<String>> named =
        Map.of(
            "a", Set.of("b", "not there"),
            "b", Set.of("a", "c"),
            "c", Set.of(),
            "d", Set.of("a"));

    assertThat(NamedClasses.reached(Set.of("a", "elsewhere"), named))
        .containsExactlyInAnyOrder("a", "b", "c");
  }
}
