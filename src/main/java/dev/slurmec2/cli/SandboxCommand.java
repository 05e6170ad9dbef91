package dev.slurmec2.cli;

import dev.slurmec2.config.Settings;
import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.sandbox.engine.PoolRule;
import dev.slurmec2.sandbox.engine.Times;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the sandbox until it is interrupted. */
@Command(
    name = "sandbox",
    description = {
      "An EC2, Parameter Store and instance metadata endpoint on loopback, to try and to rehearse"
          + " without AWS. Point AWS_ENDPOINT_URL at the URL it prints; any credentials will do.",
      "It runs until it gets SIGINT or SIGTERM, and ends what it started."
    })
final class SandboxCommand implements Callable<Integer> {
  private static final Times TIMES = SandboxOptions.DEFAULTS.times();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "A loopback address. Default: ${DEFAULT-VALUE}.")
  private String host = SandboxOptions.DEFAULTS.host();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "0 takes a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--port-file",
      paramLabel = "FILE",
      description = "Gets the endpoint's URL once it answers.")
  private @Nullable Path portFile;

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description =
          "Its partitions.json says which subnets and launch templates exist. Default: everything"
              + " that is well-formed does.")
  private @Nullable Path configDirectory;

  @Option(
      names = "--boot-seconds",
      paramLabel = "S",
      description = "From launch to running. Default: ${DEFAULT-VALUE}.")
  private double bootSeconds = seconds(TIMES.boot());

  @Option(
      names = "--shutdown-seconds",
      paramLabel = "S",
      description = "From shutting-down to terminated. Default: ${DEFAULT-VALUE}.")
  private double shutdownSeconds = seconds(TIMES.shutdown());

  @Option(
      names = "--visible-after-seconds",
      paramLabel = "S",
      description = "How long a new instance is in no answer. Default: ${DEFAULT-VALUE}.")
  private double visibleAfter = seconds(TIMES.visibleAfter());

  @Option(
      names = "--address-after-seconds",
      paramLabel = "S",
      description = "How long a new instance shows no private address. Default: ${DEFAULT-VALUE}.")
  private double addressAfter = seconds(TIMES.addressAfter());

  @Option(
      names = "--kill-after-seconds",
      paramLabel = "S",
      description = "Between a program's SIGTERM and SIGKILL. Default: ${DEFAULT-VALUE}.")
  private double killAfter = seconds(SandboxOptions.DEFAULTS.killAfter());

  @Option(
      names = "--latency-ms",
      paramLabel = "MS",
      description = "Added to every call. Default: ${DEFAULT-VALUE}.")
  private int latency;

  @Option(
      names = "--capacity",
      paramLabel = "TYPE:ZONE:MARKET=N",
      description =
          "How many instances a pool can hold, as c5.xlarge:us-east-1a:on-demand=3; * stands for"
              + " any. Default: no limit.")
  private List<String> capacity = List.of();

  @Option(
      names = "--capacity-file",
      paramLabel = "FILE",
      description =
          "JSON with rules, prices, quotas, subnet addresses, capacity reservations, and a schedule"
              + " by which they change.")
  private @Nullable Path capacityFile;

  @Option(names = "--token-buckets", description = "Apply EC2's documented token buckets.")
  private boolean throttle;

  @Option(
      names = "--launch-command",
      paramLabel = "FILE",
      description =
          "A program to run for each running instance, with SANDBOX_INSTANCE_ID and more in its"
              + " environment; its output is the instance's console.")
  private @Nullable Path launchCommand;

  @Option(names = "--end-with-command", description = "An instance ends when its program does.")
  private boolean endWithCommand;

  @Option(names = "--seed", paramLabel = "N", description = "Of ids and random faults.")
  private @Nullable Long seed;

  @Option(
      names = "--allow",
      paramLabel = "ACTION",
      description =
          "An IAM action to allow, as ec2:Describe*; all others get UnauthorizedOperation. Default:"
              + " all are allowed.")
  private List<String> allowed = List.of();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "An IAM policy of which resources and conditions count too, for account 123456789012; what"
              + " it does not allow gets UnauthorizedOperation.")
  private @Nullable Path policy;

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the Parameter Store.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(names = "--subnet", paramLabel = "ID=ZONE", description = "A subnet that exists.")
  private Map<String, String> subnets = new LinkedHashMap<>();

  @Option(
      names = "--launch-template",
      paramLabel = "NAME",
      description = "A launch template that exists, by name or id.")
  private List<String> launchTemplates = List.of();

  @Option(names = "--image", paramLabel = "ID", description = "An AMI that exists.")
  private List<String> images = List.of();

  @Option(
      names = {"-v", "--verbose"},
      description = "Log every call.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    LogSetup.toStderr(verbose ? Settings.LogLevel.DEBUG : Settings.LogLevel.INFO, spec.name());
    try (Sandbox sandbox = Sandbox.start(options())) {
      spec.commandLine().getOut().println(sandbox.endpoint());
      spec.commandLine().getOut().flush();
      // Ends by a signal; the shutdown hook stops what runs.
      new CountDownLatch(1).await();
      return ExitCodes.DONE;
    } catch (IllegalArgumentException e) {
      err.println("sandbox: " + e.getMessage());
      return ExitCodes.USAGE_OR_CONFIGURATION;
    } catch (IOException e) {
      err.println("sandbox: it cannot start: " + e.getMessage());
      return ExitCodes.NOTHING_DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCodes.DONE;
    }
  }

  private SandboxOptions options() {
    SandboxOptions.Builder builder =
        SandboxOptions.builder()
            .host(host)
            .port(port)
            .times(
                new Times(
                    duration(bootSeconds),
                    duration(shutdownSeconds),
                    duration(visibleAfter),
                    duration(addressAfter),
                    TIMES.remembered()))
            .latency(Duration.ofMillis(latency))
            .capacity(capacity.stream().map(PoolRule::parse).toList())
            .throttle(throttle)
            .endWithCommand(endWithCommand)
            .killAfter(duration(killAfter))
            .allowedActions(allowed)
            .parameters(parameters)
            .subnets(subnets)
            .launchTemplates(Set.copyOf(launchTemplates))
            .images(Set.copyOf(images));
    if (portFile != null) {
      builder.portFile(portFile);
    }
    if (policy != null) {
      builder.policyFile(policy);
    }
    if (capacityFile != null) {
      builder.capacityFile(capacityFile);
    }
    if (configDirectory != null) {
      builder.configDir(configDirectory);
    }
    if (launchCommand != null) {
      builder.launchCommand(launchCommand);
    }
    if (seed != null) {
      builder.seed(seed);
    }
    return builder.build();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static Duration duration(double seconds) {
    if (!(seconds >= 0 && seconds < Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(seconds + " is no number of seconds.");
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
