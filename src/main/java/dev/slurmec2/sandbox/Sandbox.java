package dev.slurmec2.sandbox;

import com.sun.net.httpserver.HttpServer;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.Inventory;
import dev.slurmec2.time.Sleeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running sandbox: EC2, the Parameter Store and instance metadata on one port of loopback. */
public final class Sandbox implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

  /** As many calls at a time; a suite's calls are a few dozen at most. */
  private static final int THREADS = 64;

  private static final int BACKLOG = 256;

  static {
    // Without it every answer on a kept connection waits 40 ms for the client's delayed ACK.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Engine engine;
  private final URI endpoint;
  private final Optional<LaunchCommand> command;
  private final Optional<Path> portFile;
  private final Thread hook = new Thread(this::stop, "sandbox-stop");
  private boolean stopped;

  private Sandbox(SandboxOptions options, InstantSource clock, Sleeper sleeper) throws IOException {
    InetAddress address = LoopbackAddress.of(options.host());
    engine = engine(options, clock);
    FaultPlan faults = new FaultPlan(new Random(options.seed()));
    CallCounts counts = new CallCounts();
    AllowedActions allowed = allowed(options);
    AwsApi api = new AwsApi(engine, allowed, counts, clock);
    server = HttpServer.create(new InetSocketAddress(address, options.port()), BACKLOG);
    threads = threads();
    server.setExecutor(threads);
    server.createContext("/", new AwsHandler(api, faults, counts, options.latency(), sleeper));
    server.createContext(
        ControlHandler.PREFIX, new ControlHandler(new Control(engine, faults, counts, clock)));
    server.createContext(MetadataHandler.PREFIX, new MetadataHandler(engine, clock));
    String host = address.getHostAddress();
    endpoint =
        URI.create(
            "http://"
                + (host.contains(":") ? "[" + host + "]" : host)
                + ":"
                + server.getAddress().getPort());
    command =
        options
            .launchCommand()
            .map(
                path ->
                    new LaunchCommand(
                        engine, path, endpoint, options.killAfter(), options.endWithCommand()));
    portFile = options.portFile();
  }

  /**
   * Starts a sandbox. It ends with {@link #close}, and with the program.
   *
   * @throws IOException when the port is taken or a file cannot be read or written
   * @throws IllegalArgumentException with a sentence when an option cannot be
   */
  public static Sandbox start(SandboxOptions options) throws IOException {
    return start(options, InstantSource.system(), Sleeper.THREAD);
  }

  /** The same with a given clock and a given way to wait for latencies and delays. */
  public static Sandbox start(SandboxOptions options, InstantSource clock, Sleeper sleeper)
      throws IOException {
    if (options.launchCommand().filter(path -> !Files.isExecutable(path)).isPresent()) {
      throw new IllegalArgumentException(
          "The launch command " + options.launchCommand().get() + " is not an executable file.");
    }
    Sandbox sandbox = new Sandbox(options, clock, sleeper);
    Runtime.getRuntime().addShutdownHook(sandbox.hook);
    sandbox.server.start();
    sandbox.command.ifPresent(LaunchCommand::start);
    try {
      if (options.portFile().isPresent()) {
        write(options.portFile().get(), sandbox.endpoint + "\n");
      }
    } catch (IOException e) {
      sandbox.close();
      throw e;
    }
    LOG.info("The sandbox answers at {}.", sandbox.endpoint);
    return sandbox;
  }

  /** What the caller may do. */
  static AllowedActions allowed(SandboxOptions options) throws IOException {
    Optional<Policy> policy =
        options.policyFile().isPresent()
            ? Optional.of(Policy.read(Files.readString(options.policyFile().get())))
            : Optional.empty();
    return new AllowedActions(options.allowedActions(), policy);
  }

  /** The state machine alone. */
  static Engine engine(SandboxOptions options, InstantSource clock) throws IOException {
    Engine engine = new Engine(inventory(options), options.times(), clock, options.seed());
    if (options.capacityFile().isPresent()) {
      CapacityJson.read(options.capacityFile().get(), clock.instant()).applyTo(engine.stock());
    }
    options.capacity().forEach(engine::capacity);
    engine.throttle(options.throttle());
    return engine;
  }

  private static Inventory inventory(SandboxOptions options) throws IOException {
    Map<String, String> subnets = new LinkedHashMap<>();
    Set<String> templates = new HashSet<>();
    Set<String> images = new HashSet<>();
    if (options.configDir().isPresent()) {
      ConfigInventory config = ConfigInventory.read(options.configDir().get());
      subnets.putAll(config.subnets());
      templates.addAll(config.templates());
      images.addAll(config.images());
    }
    subnets.putAll(options.subnets());
    templates.addAll(options.launchTemplates());
    images.addAll(options.images());
    return new Inventory(subnets, templates, images, new HashMap<>(options.parameters()));
  }

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "sandbox-http");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static void write(Path file, String text) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path draft = Files.createTempFile(parent, ".sandbox", ".tmp");
    try {
      Files.writeString(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Where it answers, as {@code http://127.0.0.1:41234}; this is AWS_ENDPOINT_URL. */
  public URI endpoint() {
    return endpoint;
  }

  /** The state machine behind it. */
  public Engine engine() {
    return engine;
  }

  /** Stops answering and ends every program that it started. Again: does nothing. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("The program is ending already.");
    }
  }

  private synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    server.stop(0);
    threads.shutdownNow();
    command.ifPresent(LaunchCommand::close);
    try {
      if (portFile.isPresent()) {
        Files.deleteIfExists(portFile.get());
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", portFile.get(), e.getMessage());
    }
    LOG.info("The sandbox at {} has stopped.", endpoint);
  }
}
