package dev.slurmec2.ec2;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeSpotInstanceRequestsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.SpotInstanceRequest;

/** DescribeSpotInstanceRequests. */
final class SpotCalls {

  /**
   * The codes of a request whose instance is about to be taken (EC2 user guide, spot request
   * status). Fleets of type instant end theirs; the other one is of templates that say stop.
   */
  private static final List<String> MARKED = List.of("marked-for-termination", "marked-for-stop");

  private final Ec2Client client;
  private final Calls calls;

  SpotCalls(Ec2Client client, Calls calls) {
    this.client = client;
    this.calls = calls;
  }

  /** With a filter and a page size, so that the call draws from the larger token bucket. */
  Ec2Result<Map<String, String>> interruptions() {
    Map<String, String> marked = new LinkedHashMap<>();
    Set<String> tokens = new LinkedHashSet<>();
    String token = null;
    do {
      String page = token;
      Ec2Result<DescribeSpotInstanceRequestsResponse> result =
          calls.ask(
              "DescribeSpotInstanceRequests",
              1,
              Patience.LOOK,
              () ->
                  client.describeSpotInstanceRequests(
                      request ->
                          request
                              .filters(Filter.builder().name("status-code").values(MARKED).build())
                              .maxResults(DescribeCalls.PAGE)
                              .nextToken(page)));
      if (!(result instanceof Ec2Result.Ok<DescribeSpotInstanceRequestsResponse> ok)) {
        return result.map(none -> Map.of());
      }
      for (SpotInstanceRequest request : ok.value().spotInstanceRequests()) {
        Optional<String> code =
            Optional.ofNullable(request.status())
                .flatMap(status -> Optional.ofNullable(status.code()))
                .filter(MARKED::contains);
        if (request.instanceId() != null && code.isPresent()) {
          marked.put(request.instanceId(), code.get());
        }
      }
      token = ok.value().nextToken();
    } while (token != null
        && !token.isEmpty()
        && tokens.add(token)
        && tokens.size() < DescribeCalls.MAX_PAGES);
    return new Ec2Result.Ok<>(Map.copyOf(marked));
  }
}
