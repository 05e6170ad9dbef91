package dev.slurmec2.ec2;

import static dev.slurmec2.ec2.ScriptedAws.error;
import static dev.slurmec2.ec2.ScriptedAws.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpotCallsTest {

  private final ScriptedAws aws = new ScriptedAws();
  private final FakeTime time = new FakeTime();
  private final SdkRegions regions = aws.regions(time);
  private final Ec2 ec2 = regions.in("us-east-1", Optional.empty());

  @AfterEach
  void stop() {
    regions.close();
    aws.close();
  }

  private static ScriptedAws.Reply page(String token, String items) {
    return ok(
        "DescribeSpotInstanceRequests",
        "<spotInstanceRequestSet>"
            + items
            + "</spotInstanceRequestSet>"
            + (token.isEmpty() ? "" : "<nextToken>" + token + "</nextToken>"));
  }

  private static String item(String instance, String code) {
    return "<item><spotInstanceRequestId>sir-1</spotInstanceRequestId><instanceId>"
        + instance
        + "</instanceId><status><code>"
        + code
        + "</code></status></item>";
  }

  @Test
  void what_is_marked_is_found_on_all_pages_and_asked_for_by_its_codes() {
    aws.on(
        "DescribeSpotInstanceRequests",
        page("t", item("i-1", "marked-for-termination")),
        page("", item("i-2", "marked-for-stop")));

    assertThat(ec2.spotInterruptions())
        .isEqualTo(
            new Ec2Result.Ok<>(Map.of("i-1", "marked-for-termination", "i-2", "marked-for-stop")));
    assertThat(aws.requests("DescribeSpotInstanceRequests").get(0).parameters())
        .containsEntry("Filter.1.Name", "status-code")
        .containsEntry("Filter.1.Value.1", "marked-for-termination");
  }

  @Test
  void what_is_not_marked_or_says_too_little_is_left_out() {
    aws.on(
        "DescribeSpotInstanceRequests",
        page(
            "",
            item("i-1", "fulfilled")
                + "<item><spotInstanceRequestId>sir-2</spotInstanceRequestId></item>"
                + "<item><instanceId>i-3</instanceId></item>"));

    assertThat(ec2.spotInterruptions()).isEqualTo(new Ec2Result.Ok<>(Map.of()));
  }

  @Test
  void a_refusal_is_an_error_of_its_class() {
    aws.on("DescribeSpotInstanceRequests", error(403, "UnauthorizedOperation", "no"));

    assertThat(ec2.spotInterruptions())
        .isInstanceOfSatisfying(
            Ec2Result.Failed.class,
            failed -> assertThat(failed.error().errorClass()).isEqualTo(ErrorClass.PERMISSION));
  }
}
