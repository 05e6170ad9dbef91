package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads config.json and partitions.json, and says everything that is wrong with either at once.
 * Nothing but the two files is looked at: no AWS, no Slurm.
 */
public final class ConfigurationReader {

  /** The name of the file with the settings of the suite and of slurm.conf. */
  public static final String CONFIG = "config.json";

  /** The name of the file with partitions and node groups. */
  public static final String PARTITIONS = "partitions.json";

  /** The name of the file with the programs' environment; the launcher reads it. */
  public static final String ENVIRONMENT = "slurm-ec2.env";

  private final ApiShapes shapes;
  private final Predicate<String> regionIsKnown;
  private final FileTrust trust;

  /**
   * @param shapes what CreateFleet's own objects look like
   * @param regionIsKnown whether there is an AWS region of that name
   * @param trust which files may be read, and which scontrol may be run
   */
  public ConfigurationReader(ApiShapes shapes, Predicate<String> regionIsKnown, FileTrust trust) {
    this.shapes = shapes;
    this.regionIsKnown = regionIsKnown;
    this.trust = trust;
  }

  /**
   * Reads both files of a directory. A file that others could have written is an error like any
   * other; then config.json is not even followed in where to log.
   *
   * @return never an exception for anything that the files hold, or for files that are not there
   */
  public ConfigurationResult read(Path directory) {
    TrustCheck check = new TrustCheck(trust, directory);
    Problems inConfig = problemsOf(directory, CONFIG);
    Problems inPartitions = problemsOf(directory, PARTITIONS);
    check.file(directory.resolve(CONFIG), inConfig);
    check.file(directory.resolve(PARTITIONS), inPartitions);
    Optional<String> config = ConfigurationFile.text(directory.resolve(CONFIG), inConfig);
    Optional<String> partitions =
        ConfigurationFile.text(directory.resolve(PARTITIONS), inPartitions);
    List<Problem> around = check.surroundings();
    ConfigurationResult result = read(directory, config, inConfig, partitions, inPartitions);
    if (result instanceof ConfigurationResult.Valid valid) {
      around.addAll(check.scontrol(valid.configuration().settings()));
      return around.isEmpty()
          ? valid
          : new ConfigurationResult.Invalid(
              joined(around, valid.warnings()),
              check.followed(Optional.of(valid.configuration().settings())));
    }
    ConfigurationResult.Invalid invalid = (ConfigurationResult.Invalid) result;
    invalid.settings().ifPresent(settings -> around.addAll(check.scontrol(settings)));
    return new ConfigurationResult.Invalid(
        joined(around, invalid.problems()), check.followed(invalid.settings()));
  }

  private static List<Problem> joined(List<Problem> first, List<Problem> second) {
    List<Problem> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /**
   * Reads the files' texts, as if they were in that directory.
   *
   * @param directory what relative paths start from
   * @param config the text of config.json
   * @param partitions the text of partitions.json
   */
  public ConfigurationResult parse(Path directory, String config, String partitions) {
    return read(
        directory,
        Optional.of(config),
        problemsOf(directory, CONFIG),
        Optional.of(partitions),
        problemsOf(directory, PARTITIONS));
  }

  private ConfigurationResult read(
      Path directory,
      Optional<String> config,
      Problems inConfig,
      Optional<String> partitions,
      Problems inPartitions) {
    List<Problems> inPrices = new ArrayList<>();
    Optional<Json> configDocument = config.flatMap(text -> ConfigurationFile.json(text, inConfig));
    Optional<Settings> settings =
        configDocument.flatMap(
            json ->
                new SettingsReader(directory, file -> prices(directory, file, inPrices))
                    .read(new Element(json, "", inConfig)));
    Optional<Json> document =
        partitions.flatMap(text -> ConfigurationFile.json(text, inPartitions));
    PriceCheck priceCheck =
        inConfig.hasErrors() || inPrices.stream().anyMatch(Problems::hasErrors)
            ? PriceCheck.UNKNOWN
            : settings.map(ConfigurationReader::priceCheck).orElse(PriceCheck.UNKNOWN);
    List<Partition> read =
        document
            .map(json -> partitions(json, inPartitions, priceCheck, costIsLimited(settings)))
            .orElse(List.of());
    List<Problem> problems = new ArrayList<>(inConfig.found());
    inPrices.forEach(found -> problems.addAll(found.found()));
    problems.addAll(inPartitions.found());
    if (inConfig.hasErrors()
        || inPartitions.hasErrors()
        || inPrices.stream().anyMatch(Problems::hasErrors)
        || settings.isEmpty()) {
      return new ConfigurationResult.Invalid(problems, settings);
    }
    return new ConfigurationResult.Valid(
        new Configuration(
            directory, settings.get(), read, document.map(json -> (Json.ObjectNode) json)),
        problems);
  }

  private PriceTable prices(Path directory, Path file, List<Problems> found) {
    Problems problems = new Problems(file.toString());
    found.add(problems);
    return new PriceFileReader(regionIsKnown, trust, directory).read(file, problems);
  }

  /** Settings that were read without an error have prices just if they have a price file. */
  private static PriceCheck priceCheck(Settings settings) {
    return new PriceCheck(
        true, Optional.of(settings.launch().prices()).filter(table -> !table.byRegion().isEmpty()));
  }

  private static boolean costIsLimited(Optional<Settings> settings) {
    return settings.filter(s -> s.launch().budget().maxHourlyCost().isPresent()).isPresent();
  }

  private List<Partition> partitions(
      Json document, Problems problems, PriceCheck prices, boolean clusterCostIsLimited) {
    return new PartitionsReader(shapes, regionIsKnown, prices, clusterCostIsLimited)
        .read(new Element(document, "", problems));
  }

  private static Problems problemsOf(Path directory, String file) {
    return new Problems(directory.resolve(file).toString());
  }

  /**
   * Looks up the parameters that launching needs: those in these node groups, except in
   * SlurmSpecifications. What comes back is checked as if it had been written in the file.
   *
   * @param configuration as this reader gave it
   * @param groupIds which groups ({@link NodeGroup#id}); others are left as they are
   * @param cluster what {@code {cluster}} stands for
   * @param source asked once for each region and profile, and not at all if there are no references
   */
  public Resolution resolve(
      Configuration configuration, Set<String> groupIds, String cluster, ParameterSource source) {
    return resolve(configuration, ReferenceScope.launch(groupIds), cluster, source);
  }

  /**
   * Looks up the parameters that slurm.conf needs: those in MaxNodes, SlurmSpecifications and
   * PartitionOptions of all partitions.
   *
   * @param configuration as this reader gave it
   * @param cluster what {@code {cluster}} stands for
   * @param source asked once for each region and profile, and not at all if there are no references
   */
  public Resolution resolveForSlurmConf(
      Configuration configuration, String cluster, ParameterSource source) {
    return resolve(configuration, ReferenceScope.slurmConf(), cluster, source);
  }

  /**
   * Looks up the ids of capacity reservations that are parameters, and nothing else: what else
   * refers to parameters is as it was, so that nobody looks for instances elsewhere than before. A
   * group one of whose ids cannot be had, also by a second choice, keeps its references.
   *
   * @param configuration as this reader gave it
   * @param cluster what {@code {cluster}} stands for
   * @param source asked once for each region and profile, and not at all if there are no references
   */
  public Resolution resolveReservations(
      Configuration configuration, String cluster, ParameterSource source) {
    Resolution resolution = resolve(configuration, ReferenceScope.reservations(), cluster, source);
    Map<String, NodeGroup> byId = new LinkedHashMap<>();
    resolution.configuration().nodeGroups().forEach(group -> byId.put(group.id(), group));
    return new Resolution(
        configuration.withNodeGroups(
            group ->
                Optional.ofNullable(byId.get(group.id()))
                    .filter(resolved -> resolved.fallbacks().size() == group.fallbacks().size())
                    .map(resolved -> withReservationsOf(resolved, group))
                    .orElse(group)),
        resolution.failed(),
        resolution.warnings(),
        resolution.leftOut());
  }

  private static NodeGroup withReservationsOf(NodeGroup resolved, NodeGroup group) {
    List<NodeGroup> fallbacks = new ArrayList<>();
    for (int i = 0; i < group.fallbacks().size(); i++) {
      fallbacks.add(withReservationsOf(resolved.fallbacks().get(i), group.fallbacks().get(i)));
    }
    return group.withPolicy(
        group.policy().withReservations(resolved.policy().capacityReservationIds()), fallbacks);
  }

  private Resolution resolve(
      Configuration configuration, ReferenceScope scope, String cluster, ParameterSource source) {
    if (configuration.document().isEmpty()) {
      return new Resolution(configuration, Map.of(), List.of(), Map.of());
    }
    Json.ObjectNode document = configuration.document().get();
    String file = configuration.directory().resolve(PARTITIONS).toString();
    Settings settings = configuration.settings();
    return new ResolvingReader(
            file,
            (json, problems) ->
                partitions(
                    json, problems, priceCheck(settings), costIsLimited(Optional.of(settings))),
            configuration)
        .read(document, scope.parts(document), new ParameterResolver(source, cluster));
  }
}
