package dev.slurmec2.power;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.FleetOutcome.PoolError;
import dev.slurmec2.ec2.FleetRequest;
import dev.slurmec2.ec2.FleetRequest.Choice;
import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many instances of a type a subnet has. A request for one zone goes to that of its first
 * choice, whatever it has: EC2 chooses by price, not by what a job needs.
 */
final class FinitePools {
  static final String CODE = "InsufficientInstanceCapacity";

  private final ScriptedEc2 ec2;
  private final Map<String, Integer> room = new LinkedHashMap<>();
  final List<String> requests = new ArrayList<>();

  private FinitePools(ScriptedEc2 ec2) {
    this.ec2 = ec2;
  }

  /** Makes that EC2 one of finite pools, all empty. */
  static FinitePools in(ScriptedEc2 ec2) {
    FinitePools pools = new FinitePools(ec2);
    ec2.rule = Optional.of(pools::answer);
    return pools;
  }

  FinitePools with(String type, String subnet, int count) {
    room.put(type + "@" + subnet, count);
    return this;
  }

  private FleetOutcome answer(FleetRequest request) {
    requests.add(
        request.count()
            + (request.minimum() > 0 ? " all or none" : "")
            + " of "
            + request.choices().stream().map(choice -> pool(request, choice)).toList());
    List<Choice> choices = request.choices();
    if (request.singleZone()) {
      String zone = zone(choices.get(0));
      choices = choices.stream().filter(choice -> zone(choice).equals(zone)).toList();
    }
    int available = choices.stream().mapToInt(choice -> roomOf(request, choice)).sum();
    List<FleetOutcome.Launched> launched = new ArrayList<>();
    if (available >= request.minimum()) {
      for (Choice choice : choices) {
        while (launched.size() < request.count() && roomOf(request, choice) > 0) {
          room.merge(pool(request, choice), -1, Integer::sum);
          launched.add(ec2.launch(request, type(request, choice), choice.subnetId()));
        }
      }
    }
    return new FleetOutcome.Answered(
        launched, launched.size() == request.count() ? List.of() : errors(request, choices));
  }

  private List<PoolError> errors(FleetRequest request, List<Choice> choices) {
    return choices.stream()
        .map(
            choice ->
                new PoolError(
                    new Ec2Error(ErrorClass.CAPACITY, CODE, "No capacity for " + choice.subnetId()),
                    Optional.of(type(request, choice)),
                    Optional.of(zone(choice)),
                    Optional.of(choice.subnetId()),
                    Optional.of(request.group().purchasingOption().word())))
        .toList();
  }

  private int roomOf(FleetRequest request, Choice choice) {
    return room.getOrDefault(pool(request, choice), 0);
  }

  private String zone(Choice choice) {
    return ec2.zones.getOrDefault(choice.subnetId(), choice.subnetId());
  }

  private static String pool(FleetRequest request, Choice choice) {
    return type(request, choice) + "@" + choice.subnetId();
  }

  private static String type(FleetRequest request, Choice choice) {
    return request.group().overrides().get(choice.override()).get("InstanceType").orElseThrow()
            instanceof Json.Text text
        ? text.value()
        : "?";
  }
}
