package dev.slurmec2.slurm;

import dev.slurmec2.hostlist.Hostlist;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Slurm's controller through {@code scontrol}, for Slurm 20.11 and later. Text output is read on
 * every version: JSON came with 23.02, changes its schema with each release, and needs a Slurm that
 * was built with it.
 */
public final class Scontrol implements Slurm {

  /** The reason for DOWN where Slurm 20.11 is powered down by force and the caller gave none. */
  private static final String FORCE_REASON = "slurm-ec2: power_down_force";

  /**
   * Flags that {@code state=resume} takes away (_valid_node_state_change in
   * src/slurmctld/node_mgr.c), and INVALID_REG, for which it is refused.
   */
  private static final List<String> OUT_OF_SERVICE =
      List.of("DRAIN", "FAIL", "POWERING_DOWN", "REBOOT_REQUESTED", "REBOOT_ISSUED", "INVALID_REG");

  private final SlurmCommand scontrol;
  private final SlurmJobs jobs;
  private final Optional<Path> slurmConf;
  private volatile Optional<SlurmResult<SlurmVersion>> version = Optional.empty();

  /**
   * @param binDirectory where Slurm's commands are: SlurmBinPath of config.json
   * @param runner runs them
   */
  public Scontrol(Path binDirectory, CommandRunner runner) {
    this(binDirectory, runner, Optional.empty());
  }

  /**
   * @param binDirectory where Slurm's commands are: SlurmBinPath of config.json
   * @param runner runs them
   * @param slurmConf the slurm.conf that they read, if it is known
   */
  public Scontrol(Path binDirectory, CommandRunner runner, Optional<Path> slurmConf) {
    this.scontrol = new SlurmCommand(binDirectory, "scontrol", runner);
    this.jobs = new JobCommands(binDirectory, runner);
    this.slurmConf = slurmConf;
  }

  @Override
  public SlurmResult<NodeRecords> nodes() {
    List<String> arguments = List.of("--oneliner", "--all", "show", "node");
    return ask(arguments).map(NodeOutput::parse);
  }

  /**
   * {@inheritDoc}
   *
   * <p>One process. scontrol fetches the records of all nodes whatever it is asked for, so for more
   * names than one call takes, all records are asked for and the others left out.
   */
  @Override
  public SlurmResult<NodeRecords> nodes(Collection<String> names) {
    Set<String> asked = Set.copyOf(names.stream().filter(Hostlist::isName).toList());
    if (asked.isEmpty()) {
      return new SlurmResult.Ok<>(new NodeRecords(Map.of(), List.of()));
    }
    if (asked.size() > Batches.MAX_NODES) {
      return nodes().map(records -> only(records, asked));
    }
    List<String> arguments = List.of("--oneliner", "--all", "show", "node", Hostlist.fold(asked));
    SlurmResult<CommandResult.Exited> result = scontrol.run(arguments);
    if (result instanceof SlurmResult.Ok<CommandResult.Exited> ok
        && ok.value().status() != 0
        && !someAreUnknown(ok.value())) {
      return scontrol.failure(arguments, ok.value());
    }
    return result.map(exited -> only(NodeOutput.parse(exited.stdout()), asked));
  }

  /** Slurm prints {@code Node x not found} for an unknown name, goes on, and ends with status 1. */
  private static boolean someAreUnknown(CommandResult.Exited exited) {
    boolean named =
        exited.stdout().contains(" not found") || exited.stderr().contains(" not found");
    return named && !SlurmCommand.isUnreachable(exited.stderr());
  }

  @Override
  public UpdateOutcome setAddresses(Collection<NodeAddress> addresses) {
    Map<String, String> failed = new LinkedHashMap<>();
    List<NodeAddress> valid = new ArrayList<>();
    for (NodeAddress address : addresses) {
      if (Hostlist.isName(address.node())
          && Hostlist.isName(address.address())
          && Hostlist.isName(address.hostname())) {
        valid.add(address);
      } else {
        failed.put(
            address.node(),
            "Address \"%s\" with host name \"%s\" cannot stand in a list of Slurm's."
                .formatted(address.address(), address.hostname()));
      }
    }
    if (valid.isEmpty()) {
      return new UpdateOutcome(failed);
    }
    Update update = Update.Addresses.of(valid);
    // One alone cannot be paired wrongly: the version need not be asked for.
    boolean byTable = valid.size() > 1 && pairsByTable();
    failed.putAll(new Updater(scontrol, update).run(Batches.of(update, byTable)));
    return new UpdateOutcome(failed);
  }

  @Override
  public UpdateOutcome resetAddresses(Collection<String> nodes) {
    return setAddresses(nodes.stream().map(node -> new NodeAddress(node, node, node)).toList());
  }

  @Override
  public UpdateOutcome setState(
      Collection<String> nodes, StateRequest state, Optional<String> reason) {
    if (state == StateRequest.POWER_DOWN_FORCE && isBefore2108()) {
      UpdateOutcome down =
          setState(nodes, StateRequest.DOWN, Optional.of(reason.orElse(FORCE_REASON)));
      List<String> left = nodes.stream().filter(node -> !down.failed().containsKey(node)).toList();
      Map<String, String> failed = new LinkedHashMap<>(down.failed());
      failed.putAll(setState(left, StateRequest.POWER_DOWN, Optional.empty()).failed());
      return new UpdateOutcome(failed);
    }
    Map<String, String> failed = new LinkedHashMap<>();
    nodes.stream()
        .filter(node -> !Hostlist.isName(node))
        .forEach(node -> failed.put(node, "\"" + node + "\" cannot be the name of a node."));
    List<String> sorted = Hostlist.sorted(nodes.stream().filter(Hostlist::isName).toList());
    Update update = new Update.State(sorted, state, reason);
    Updater updater = new Updater(scontrol, update);
    failed.putAll(updater.run(Batches.of(update, false)));
    if (state == StateRequest.RESUME) {
      nowInService(updater.refusedAgain()).forEach(failed::remove);
    }
    return new UpdateOutcome(failed);
  }

  @Override
  public SlurmResult<SlurmVersion> version() {
    SlurmResult<SlurmVersion> known = version.orElseGet(this::askVersion);
    version = Optional.of(known);
    return known;
  }

  @Override
  public SlurmResult<Map<String, String>> configuration() {
    return ask(List.of("show", "config")).map(ConfigOutput::parse);
  }

  @Override
  public SlurmResult<List<Controller>> controllers() {
    List<String> arguments = List.of("ping");
    SlurmResult<CommandResult.Exited> result = scontrol.run(arguments);
    if (!(result instanceof SlurmResult.Ok<CommandResult.Exited> ok)) {
      return result.map(exited -> List.of());
    }
    // The status is 1 when every controller is down: that is an answer too.
    List<Controller> controllers = PingOutput.parse(ok.value().stdout());
    return controllers.isEmpty()
        ? scontrol.failure(arguments, ok.value())
        : new SlurmResult.Ok<>(controllers);
  }

  @Override
  public boolean mayHaveBackup() {
    return slurmConf.map(SlurmConf::read).map(conf -> !conf.hasOneController()).orElse(true);
  }

  @Override
  public SlurmJobs jobs() {
    return jobs;
  }

  /** What a command printed; a failure when its status is not 0. */
  private SlurmResult<String> ask(List<String> arguments) {
    SlurmResult<CommandResult.Exited> result = scontrol.run(arguments);
    return result instanceof SlurmResult.Ok<CommandResult.Exited> ok && ok.value().status() != 0
        ? scontrol.failure(arguments, ok.value())
        : result.map(CommandResult.Exited::stdout);
  }

  private SlurmResult<SlurmVersion> askVersion() {
    SlurmResult<String> printed = ask(List.of("--version"));
    if (printed instanceof SlurmResult.Ok<String> ok && SlurmVersion.find(ok.value()).isEmpty()) {
      return new SlurmResult.Failed<>(
          SlurmResult.Kind.REFUSED,
          "scontrol --version printed \"%s\", which has no version in it."
              .formatted(ok.value().strip()));
    }
    return printed.map(text -> SlurmVersion.find(text).orElseThrow());
  }

  /** POWER_DOWN_FORCE came with 21.08; a version that cannot be told is taken for a later one. */
  private boolean isBefore2108() {
    return version() instanceof SlurmResult.Ok<SlurmVersion> ok && !ok.value().isAtLeast(21, 8);
  }

  /**
   * Slurm 22.05.0 to 22.05.7 pair addresses with nodes in the order of their node table, which is
   * slurm.conf's (mended in 22.05.8). Within one prefix that is the order of the numbers.
   */
  private boolean pairsByTable() {
    return version() instanceof SlurmResult.Ok<SlurmVersion> ok
        && ok.value().isAtLeast(22, 5)
        && !ok.value().isAtLeast(22, 6)
        && ok.value().patch() < 8;
  }

  /**
   * Of nodes that state=resume was refused for the second time, those that the first time put in
   * service: Slurm goes on behind a node that it refuses, and refuses nodes that are in service.
   */
  private List<String> nowInService(Set<String> nodes) {
    return nodes(nodes) instanceof SlurmResult.Ok<NodeRecords> ok
        ? ok.value().byName().values().stream()
            .filter(node -> !node.state().is("DOWN") && !node.state().is("FUTURE"))
            .filter(node -> OUT_OF_SERVICE.stream().noneMatch(node.state()::has))
            .map(NodeRecord::name)
            .toList()
        : List.of();
  }

  private static NodeRecords only(NodeRecords records, Set<String> names) {
    Map<String, NodeRecord> kept = new LinkedHashMap<>(records.byName());
    kept.keySet().retainAll(names);
    return new NodeRecords(kept, records.unreadable());
  }
}
