package dev.slurmec2.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UnusedOperationsTest {
  private static final SdkService EC2 = SdkService.ALL.get(0);
  private static final String MODEL = "Lsoftware/amazon/awssdk/services/ec2/model/";
  private static final String TAGS =
      "createTags(" + MODEL + "CreateTagsRequest;)" + MODEL + "CreateTagsResponse;";
  private static final String TAGS_BY_BUILDER =
      "createTags(Ljava/util/function/Consumer;)" + MODEL + "CreateTagsResponse;";

  private static List<byte[]> clients;
  private static List<byte[]> trimmed;

  @BeforeAll
  static void trim() throws IOException {
    clients =
        List.of(
            ClassFiles.of("software.amazon.awssdk.services.ec2.Ec2Client"),
            ClassFiles.of("software.amazon.awssdk.services.ec2.DefaultEc2Client"));
    trimmed = UnusedOperations.without(EC2, Set.of(TAGS_BY_BUILDER), clients);
  }

  private static List<String> operations(byte[] client) {
    return Calls.in(client).keySet().stream().filter(EC2::isOperation).toList();
  }

  @Test
  void what_is_called_stays_and_what_that_calls() {
    assertThat(operations(trimmed.get(0))).containsExactlyInAnyOrder(TAGS, TAGS_BY_BUILDER);
    assertThat(operations(trimmed.get(1))).containsExactly(TAGS);
  }

  @Test
  void all_else_of_the_client_stays() {
    for (int i = 0; i < clients.size(); i++) {
      List<String> others =
          Calls.in(clients.get(i)).keySet().stream()
              .filter(method -> !EC2.isOperation(method) && !method.startsWith("lambda$"))
              .toList();

      assertThat(others).isNotEmpty();
      assertThat(Calls.in(trimmed.get(i))).containsKeys(others.toArray(String[]::new));
    }
  }

  @Test
  void the_lambdas_of_what_is_gone_go_too_and_no_others() {
    Map<String, Set<String>> client = Calls.in(trimmed.get(1));

    assertThat(client.keySet().stream().filter(method -> method.startsWith("lambda$")))
        .isNotEmpty()
        .allSatisfy(
            lambda -> assertThat(client.values()).anyMatch(calls -> calls.contains(lambda)));
  }

  @Test
  void nothing_names_a_request_that_is_gone() {
    for (byte[] client : trimmed) {
      assertThat(NamedClasses.in(client))
          .contains("software/amazon/awssdk/services/ec2/model/CreateTagsRequest")
          .noneMatch(name -> name.contains("CreateVpcRequest"));
    }
  }

  @Test
  void a_second_time_changes_nothing() {
    List<byte[]> again = UnusedOperations.without(EC2, Set.of(TAGS_BY_BUILDER), trimmed);

    assertThat(again.get(0)).isEqualTo(trimmed.get(0));
    assertThat(again.get(1)).isEqualTo(trimmed.get(1));
  }
}
