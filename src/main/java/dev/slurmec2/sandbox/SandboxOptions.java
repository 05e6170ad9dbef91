package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.PoolRule;
import dev.slurmec2.sandbox.engine.Times;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a sandbox is to be. {@link #DEFAULTS} is an empty, fast, unlimited EC2 on a free port; a
 * {@link Builder} changes what should be otherwise.
 *
 * @param host the address to listen on; it must be a loopback address
 * @param port the port, or 0 for a free one
 * @param portFile a file that gets the endpoint's URL once it answers
 * @param times how long booting, ending and becoming visible take
 * @param latency added to every API call
 * @param capacity what the pools can hold
 * @param capacityFile a file that says more of what there is, and how it changes
 * @param throttle whether EC2's documented token buckets apply
 * @param launchCommand a program to run for each running instance
 * @param endWithCommand whether an instance ends when its program does
 * @param killAfter how long a program has between SIGTERM and SIGKILL
 * @param seed of ids and of faults with a probability
 * @param configDir a directory whose partitions.json says what exists
 * @param allowedActions IAM actions, as {@code ec2:Describe*}; empty allows all
 * @param policyFile an IAM policy with resources and conditions that has to allow each call too
 * @param parameters of the Parameter Store, in every region
 * @param subnets zone by subnet id, as {@code us-east-1a}, or a letter for one of every region
 * @param launchTemplates names or ids of launch templates
 * @param images ids of AMIs
 */
public record SandboxOptions(
    String host,
    int port,
    Optional<Path> portFile,
    Times times,
    Duration latency,
    List<PoolRule> capacity,
    Optional<Path> capacityFile,
    boolean throttle,
    Optional<Path> launchCommand,
    boolean endWithCommand,
    Duration killAfter,
    long seed,
    Optional<Path> configDir,
    List<String> allowedActions,
    Optional<Path> policyFile,
    Map<String, String> parameters,
    Map<String, String> subnets,
    Set<String> launchTemplates,
    Set<String> images) {

  /** A slurmd ends within a second or two of SIGTERM. */
  private static final Duration KILL_AFTER = Duration.ofSeconds(5);

  /** An empty, unlimited EC2 on a free port of 127.0.0.1, with ids that differ from run to run. */
  public static final SandboxOptions DEFAULTS =
      new SandboxOptions(
          "127.0.0.1",
          0,
          Optional.empty(),
          Times.DEFAULT,
          Duration.ZERO,
          List.of(),
          Optional.empty(),
          false,
          Optional.empty(),
          false,
          KILL_AFTER,
          new SecureRandom().nextLong(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Map.of(),
          Map.of(),
          Set.of(),
          Set.of());

  public SandboxOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("The port " + port + " is not between 0 and 65535.");
    }
    capacity = List.copyOf(capacity);
    allowedActions = List.copyOf(allowedActions);
    parameters = Map.copyOf(parameters);
    subnets = Collections.unmodifiableMap(new LinkedHashMap<>(subnets));
    launchTemplates = Set.copyOf(launchTemplates);
    images = Set.copyOf(images);
  }

  /** A builder that starts from {@link #DEFAULTS}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options; each method sets the one of its name. */
  public static final class Builder {
    private String host = DEFAULTS.host;
    private int port = DEFAULTS.port;
    private Optional<Path> portFile = DEFAULTS.portFile;
    private Times times = DEFAULTS.times;
    private Duration latency = DEFAULTS.latency;
    private List<PoolRule> capacity = DEFAULTS.capacity;
    private Optional<Path> capacityFile = DEFAULTS.capacityFile;
    private boolean throttle = DEFAULTS.throttle;
    private Optional<Path> launchCommand = DEFAULTS.launchCommand;
    private boolean endWithCommand = DEFAULTS.endWithCommand;
    private Duration killAfter = DEFAULTS.killAfter;
    private long seed = DEFAULTS.seed;
    private Optional<Path> configDir = DEFAULTS.configDir;
    private List<String> allowedActions = DEFAULTS.allowedActions;
    private Optional<Path> policyFile = DEFAULTS.policyFile;
    private Map<String, String> parameters = DEFAULTS.parameters;
    private Map<String, String> subnets = DEFAULTS.subnets;
    private Set<String> launchTemplates = DEFAULTS.launchTemplates;
    private Set<String> images = DEFAULTS.images;

    private Builder() {}

    /** Sets host. */
    public Builder host(String value) {
      host = value;
      return this;
    }

    /** Sets port. */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /** Sets portFile. */
    public Builder portFile(Path value) {
      portFile = Optional.of(value);
      return this;
    }

    /** Sets times. */
    public Builder times(Times value) {
      times = value;
      return this;
    }

    /** Sets latency. */
    public Builder latency(Duration value) {
      latency = value;
      return this;
    }

    /** Sets capacity. */
    public Builder capacity(List<PoolRule> value) {
      capacity = value;
      return this;
    }

    /** Sets capacityFile. */
    public Builder capacityFile(Path value) {
      capacityFile = Optional.of(value);
      return this;
    }

    /** Sets throttle. */
    public Builder throttle(boolean value) {
      throttle = value;
      return this;
    }

    /** Sets launchCommand. */
    public Builder launchCommand(Path value) {
      launchCommand = Optional.of(value);
      return this;
    }

    /** Sets endWithCommand. */
    public Builder endWithCommand(boolean value) {
      endWithCommand = value;
      return this;
    }

    /** Sets killAfter. */
    public Builder killAfter(Duration value) {
      killAfter = value;
      return this;
    }

    /** Sets seed. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Sets configDir. */
    public Builder configDir(Path value) {
      configDir = Optional.of(value);
      return this;
    }

    /** Sets allowedActions. */
    public Builder allowedActions(List<String> value) {
      allowedActions = value;
      return this;
    }

    /** Sets policyFile. */
    public Builder policyFile(Path value) {
      policyFile = Optional.of(value);
      return this;
    }

    /** Sets parameters. */
    public Builder parameters(Map<String, String> value) {
      parameters = value;
      return this;
    }

    /** Sets subnets. */
    public Builder subnets(Map<String, String> value) {
      subnets = value;
      return this;
    }

    /** Sets launchTemplates. */
    public Builder launchTemplates(Set<String> value) {
      launchTemplates = value;
      return this;
    }

    /** Sets images. */
    public Builder images(Set<String> value) {
      images = value;
      return this;
    }

    /** The options. */
    public SandboxOptions build() {
      return new SandboxOptions(
          host,
          port,
          portFile,
          times,
          latency,
          capacity,
          capacityFile,
          throttle,
          launchCommand,
          endWithCommand,
          killAfter,
          seed,
          configDir,
          allowedActions,
          policyFile,
          parameters,
          subnets,
          launchTemplates,
          images);
    }
  }
}
