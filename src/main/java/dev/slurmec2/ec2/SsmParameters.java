package dev.slurmec2.ec2;

import dev.slurmec2.config.ParameterAnswers;
import dev.slurmec2.config.ParameterSource;
import dev.slurmec2.ec2.ParameterCache.Kept;
import dev.slurmec2.text.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

/**
 * Parameters of SSM's Parameter Store, decrypted, kept in StateDir for a while. When SSM does not
 * answer, older values serve, with a warning.
 */
public final class SsmParameters implements ParameterSource {

  /** GetParameters takes no more names (API reference). */
  static final int NAMES_PER_CALL = 10;

  private final BiFunction<String, Optional<String>, SsmClient> clients;
  private final Waiting waiting;
  private final Parallel parallel;
  private final Path stateDir;
  private final Duration keep;
  private final InstantSource clock;

  SsmParameters(
      BiFunction<String, Optional<String>, SsmClient> clients,
      Waiting waiting,
      Parallel parallel,
      Path stateDir,
      Duration keep,
      InstantSource clock) {
    this.clients = clients;
    this.waiting = waiting;
    this.parallel = parallel;
    this.stateDir = stateDir;
    this.keep = keep;
    this.clock = clock;
  }

  @Override
  public ParameterAnswers get(String region, Optional<String> profile, Set<String> names) {
    ParameterCache cache = new ParameterCache(stateDir, region, profile);
    Map<String, Kept> kept = cache.read();
    Instant now = clock.instant();
    Set<String> wanted = new LinkedHashSet<>(names);
    wanted.removeIf(name -> kept.containsKey(name) && isFresh(kept.get(name), now));

    Map<String, Kept> known = new LinkedHashMap<>(kept);
    Set<String> missing = new HashSet<>();
    Set<String> unanswered = new LinkedHashSet<>();
    Optional<Ec2Error> failure = Optional.empty();
    for (Part part : ask(region, profile, wanted)) {
      if (part.result() instanceof Ec2Result.Ok<GetParametersResponse> ok) {
        Map<String, String> values = values(ok.value(), part.names());
        for (String name : part.names()) {
          String value = values.get(name);
          if (value == null) {
            missing.add(name);
            known.remove(name);
          } else {
            known.put(name, new Kept(value, now));
          }
        }
      } else {
        unanswered.addAll(part.names());
        failure = Optional.of(((Ec2Result.Failed<GetParametersResponse>) part.result()).error());
      }
    }
    if (!known.equals(kept)) {
      cache.write(known);
    }
    return answer(region, names, known, missing, unanswered, failure);
  }

  private ParameterAnswers answer(
      String region,
      Set<String> names,
      Map<String, Kept> known,
      Set<String> missing,
      Set<String> unanswered,
      Optional<Ec2Error> failure) {
    String because =
        failure.map(error -> "SSM in " + region + " gives no values (" + error + ")").orElse("");
    if (!known.keySet().containsAll(unanswered)) {
      return new ParameterAnswers.Failed(
          because
              + ", and there is no earlier value of "
              + String.join(", ", unanswered.stream().filter(n -> !known.containsKey(n)).toList())
              + ".");
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : names) {
      Kept value = known.get(name);
      if (value != null) {
        Secrets.add("value of the parameter " + name, value.value());
        values.put(name, value.value());
      }
    }
    return new ParameterAnswers.Answered(
        values,
        missing,
        failure.map(
            error ->
                because + "; values read earlier are used for " + String.join(", ", unanswered)));
  }

  /** A value from the future was read on a clock that is right no more: it is asked for again. */
  private boolean isFresh(Kept kept, Instant now) {
    Duration age = Duration.between(kept.readAt(), now);
    return !age.isNegative() && age.compareTo(keep) < 0;
  }

  private record Part(List<String> names, Ec2Result<GetParametersResponse> result) {}

  private List<Part> ask(String region, Optional<String> profile, Set<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    SsmClient client = clients.apply(region, profile);
    Calls calls = new Calls(region, waiting);
    return parallel.map(
        Batches.of(names, NAMES_PER_CALL),
        batch ->
            new Part(
                batch,
                calls.ask(
                    "GetParameters",
                    batch.size(),
                    Patience.PARAMETERS,
                    () ->
                        client.getParameters(
                            request -> request.names(batch).withDecryption(true)))));
  }

  /** Values by the name that was asked for: SSM splits {@code name:version} in its answer. */
  private static Map<String, String> values(GetParametersResponse answer, List<String> names) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : answer.parameters()) {
      String selector = Objects.requireNonNullElse(parameter.selector(), "");
      String value = Objects.requireNonNullElse(parameter.value(), "");
      for (String name : names) {
        boolean same =
            name.equals(parameter.name() + selector)
                || name.equals(parameter.arn() + selector)
                || (name.equals(parameter.name()) && selector.isEmpty());
        if (same) {
          values.put(name, value);
        }
      }
    }
    return values;
  }
}
