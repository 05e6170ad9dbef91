package dev.slurmec2.ec2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;

/** DescribeInstances: by filter in pages, or by ids. */
final class DescribeCalls {

  /** The most that DescribeInstances takes as MaxResults. */
  static final int PAGE = 1000;

  /** Half a million instances in a region: beyond it, something turns in a circle. */
  static final int MAX_PAGES = 500;

  /** EC2's limit of ids a call. */
  static final int IDS_PER_CALL = 1000;

  /** Each refusal names at least one id to leave out; more rounds cost more than a filter. */
  static final int UNKNOWN_ID_ROUNDS = 4;

  private final Ec2Client client;
  private final Calls calls;
  private final Parallel parallel;

  DescribeCalls(Ec2Client client, Calls calls, Parallel parallel) {
    this.client = client;
    this.calls = calls;
    this.parallel = parallel;
  }

  Ec2Result<List<Instance>> describe(InstanceQuery query) {
    if (query.ids().isPresent()) {
      List<Filter> common = InstanceFilters.common(query);
      return together(
          parallel.map(Batches.of(query.ids().get(), IDS_PER_CALL), batch -> byIds(batch, common)),
          query);
    }
    return together(parallel.map(InstanceFilters.calls(query), this::allPages), query);
  }

  /** One list without duplicates, for a page may show again what the last one showed. */
  private static Ec2Result<List<Instance>> together(
      List<Ec2Result<List<Instance>>> parts, InstanceQuery query) {
    Map<String, Instance> byId = new LinkedHashMap<>();
    for (Ec2Result<List<Instance>> part : parts) {
      if (part instanceof Ec2Result.Ok<List<Instance>> ok) {
        ok.value().stream().filter(i -> wanted(i, query)).forEach(i -> byId.put(i.id(), i));
      } else {
        return part;
      }
    }
    return new Ec2Result.Ok<>(List.copyOf(byId.values()));
  }

  /** Ids together with names: both must hold, and only one of them is in the call. */
  private static boolean wanted(Instance instance, InstanceQuery query) {
    return query.ids().isEmpty()
        || query.names().isEmpty()
        || instance.tag(Tags.NAME).filter(query.names().get()::contains).isPresent();
  }

  private Ec2Result<List<Instance>> allPages(List<Filter> filters) {
    List<Instance> instances = new ArrayList<>();
    Set<String> tokens = new LinkedHashSet<>();
    String token = null;
    do {
      String page = token;
      Ec2Result<InstanceReader.Page> result =
          ask(1, request -> request.filters(filters).maxResults(PAGE).nextToken(page));
      if (!(result instanceof Ec2Result.Ok<InstanceReader.Page> ok)) {
        return result.map(none -> List.of());
      }
      instances.addAll(ok.value().instances());
      token = ok.value().nextToken();
    } while (!token.isEmpty() && tokens.add(token) && tokens.size() < MAX_PAGES);
    return new Ec2Result.Ok<>(instances);
  }

  private Ec2Result<List<Instance>> byIds(List<String> ids, List<Filter> common) {
    Set<String> left = new LinkedHashSet<>(ids);
    for (int round = 0; round < UNKNOWN_ID_ROUNDS && !left.isEmpty(); round++) {
      Ec2Result<InstanceReader.Page> result =
          ask(left.size(), request -> request.instanceIds(left).filters(common));
      if (result instanceof Ec2Result.Ok<InstanceReader.Page> ok) {
        return new Ec2Result.Ok<>(ok.value().instances());
      }
      Ec2Error error = ((Ec2Result.Failed<InstanceReader.Page>) result).error();
      if (!error.code().startsWith("InvalidInstanceID.")) {
        return new Ec2Result.Failed<>(error);
      }
      Set<String> unknown = NamedIds.in(error.message(), left);
      if (unknown.isEmpty()) {
        break;
      }
      left.removeAll(unknown);
    }
    return byIdFilter(left, common);
  }

  private Ec2Result<List<Instance>> byIdFilter(Set<String> ids, List<Filter> common) {
    List<Instance> instances = new ArrayList<>();
    for (List<Filter> filters : InstanceFilters.callsForIds(common, ids)) {
      Ec2Result<List<Instance>> part = allPages(filters);
      if (!(part instanceof Ec2Result.Ok<List<Instance>> ok)) {
        return part;
      }
      instances.addAll(ok.value());
    }
    return new Ec2Result.Ok<>(instances);
  }

  private Ec2Result<InstanceReader.Page> ask(
      int count, Consumer<DescribeInstancesRequest.Builder> request) {
    AtomicReference<InstanceReader.@Nullable Page> page = new AtomicReference<>();
    return calls
        .ask(
            "DescribeInstances",
            count,
            Patience.LOOK,
            () -> client.describeInstances(InstanceAnswers.into(page, request)))
        .map(answered -> Objects.requireNonNull(page.get()));
  }
}
