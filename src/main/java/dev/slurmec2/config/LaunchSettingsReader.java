package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Checks those keys of config.json that say how instances are launched. */
final class LaunchSettingsReader {

  /** A day; more is a slip, since capacity, limits and mistakes change faster. */
  private static final int MAX_SECONDS = 86_400;

  /** A thousand times what AWS gives at first; more is never reached. */
  private static final int MAX_TOKENS = 1_000_000;

  /** The actions that the suite calls. */
  static final List<String> ACTIONS =
      List.of(
          "CreateFleet",
          "RunInstances",
          "TerminateInstances",
          "CreateTags",
          "DescribeInstances",
          "DescribeInstanceStatus",
          "DescribeCapacityReservations",
          "CreatePlacementGroup",
          "DeletePlacementGroup",
          "DescribePlacementGroups");

  private final Function<Path, PriceTable> prices;

  /**
   * @param prices reads a file of prices and reports what is wrong with it
   */
  LaunchSettingsReader(Function<Path, PriceTable> prices) {
    this.prices = prices;
  }

  /**
   * The settings.
   *
   * @param path makes a path of an element, or reports it
   */
  LaunchSettings read(Members members, Function<Element, Optional<Path>> path) {
    LaunchSettings standard = LaunchSettings.DEFAULT;
    Duration coolDown = seconds(members, "CapacityCoolDownSeconds", 0, standard.capacityCoolDown());
    JobMessages messages =
        members
            .optional("JobMessages")
            .flatMap(element -> Members.of(element, KnownKeys.JOB_MESSAGES))
            .map(LaunchSettingsReader::jobMessages)
            .orElse(standard.jobMessages());
    ApiLimits limits =
        members
            .optional("ApiLimits")
            .map(LaunchSettingsReader::apiLimits)
            .orElse(standard.apiLimits());
    Optional<PriceTable> table =
        members
            .optional("PriceFile")
            .map(element -> path.apply(element).map(prices).orElse(PriceTable.NONE));
    Budget budget = new BudgetReader(new PriceCheck(true, table)).read(members);
    return new LaunchSettings(coolDown, messages, limits, budget, table.orElse(standard.prices()));
  }

  private static Duration seconds(Members members, String key, int least, Duration standard) {
    return members
        .optional(key)
        .map(element -> WholeNumber.read(element, least, MAX_SECONDS))
        .map(number -> number.isPresent() ? Duration.ofSeconds(number.getAsInt()) : standard)
        .orElse(standard);
  }

  private static JobMessages jobMessages(Members members) {
    JobMessages standard = JobMessages.DEFAULT;
    boolean comment = yesOrNo(members, "AdminComment", standard.adminComment());
    boolean notify = yesOrNo(members, "Notify", standard.notifyUser());
    boolean delay = yesOrNo(members, "DelayRequeue", standard.delayRequeue());
    Duration first = seconds(members, "FirstDelaySeconds", 1, standard.firstDelay());
    Duration most = seconds(members, "MaxDelaySeconds", 1, standard.maxDelay());
    if (first.compareTo(most) > 0) {
      members
          .owner()
          .error(
              "FirstDelaySeconds ("
                  + first.toSeconds()
                  + ") must not be more than MaxDelaySeconds ("
                  + most.toSeconds()
                  + ").");
    }
    boolean hold =
        yesOrNo(members, "HoldOnConfigurationErrors", standard.holdOnConfigurationErrors());
    return new JobMessages(comment, notify, delay, first, most, hold);
  }

  private static boolean yesOrNo(Members members, String key, boolean standard) {
    return members.optional(key).flatMap(YesOrNo::read).orElse(standard);
  }

  private static ApiLimits apiLimits(Element element) {
    ApiLimits limits = ApiLimits.DOCUMENTED;
    Optional<Json.ObjectNode> object = element.object();
    if (object.isEmpty()) {
      return limits;
    }
    for (Map.Entry<String, Json> entry : object.get().members().entrySet()) {
      String action = entry.getKey();
      if (!ACTIONS.contains(action)) {
        String hint = NearMiss.hint(action, ACTIONS);
        element.keyWarning(
            action,
            object.get().keyAt(action),
            "the suite calls no action "
                + Quoted.of(action)
                + ", and it is ignored"
                + (hint.isEmpty() ? "." : hint));
      } else {
        ApiLimits.Limit standard = limits.of(action);
        Element own = element.member(action, entry.getValue());
        Optional<Members> members = Members.of(own, KnownKeys.API_LIMIT);
        if (action.equals("RunInstances") && members.filter(m -> m.has("Resources")).isPresent()) {
          own.keyError(
              "Resources",
              members.get().keyAt("Resources"),
              "CreateFleet draws on the resources of RunInstances, and both are counted together;"
                  + " write them as Resources of CreateFleet.");
        }
        if (members.isPresent()) {
          limits = limits.with(action, limit(members.get(), standard));
        }
      }
    }
    return limits;
  }

  private static ApiLimits.Limit limit(Members members, ApiLimits.Limit standard) {
    ApiLimits.TokenBucket requests =
        members
            .optional("Requests")
            .flatMap(LaunchSettingsReader::tokenBucket)
            .orElse(standard.requests());
    return new ApiLimits.Limit(
        requests,
        members
            .optional("Resources")
            .flatMap(LaunchSettingsReader::tokenBucket)
            .or(standard::resources));
  }

  private static Optional<ApiLimits.TokenBucket> tokenBucket(Element element) {
    Optional<Members> members = Members.of(element, KnownKeys.TOKEN_BUCKET);
    if (members.isEmpty()) {
      return Optional.empty();
    }
    OptionalInt capacity =
        members
            .get()
            .required("Bucket")
            .map(e -> WholeNumber.read(e, 1, MAX_TOKENS))
            .orElse(OptionalInt.empty());
    Optional<BigDecimal> perSecond =
        members.get().required("PerSecond").flatMap(PositiveNumber::read);
    return capacity.isPresent() && perSecond.isPresent()
        ? Optional.of(new ApiLimits.TokenBucket(capacity.getAsInt(), perSecond.get().doubleValue()))
        : Optional.empty();
  }
}
