package dev.slurmec2.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slurmec2.slurm.SlurmVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A Slurm of the test's own, run by {@code scripts/private-slurm}. */
public final class PrivateSlurm implements AutoCloseable {

  private static final Path REPOSITORY = Path.of(System.getProperty("slurmec2.basedir", "."));

  /** Short, as sockets in it may have paths of 107 characters only. */
  private static final Path DIRECTORIES = Path.of(System.getProperty("slurmec2.tmp", "/tmp"));

  /** Which Slurm it must be, {@code 24.11}, say; empty if any will do. */
  private static final String VERSION = System.getProperty("slurmec2.slurm.version", "");

  private static final List<String> PROGRAMS = List.of("munged", "slurmctld", "slurmd", "scontrol");

  /** slurmctld needs a second or two on an idle machine. */
  private static final Duration CONTROLLER_LIMIT = Duration.ofMinutes(3);

  private final Path directory;

  private PrivateSlurm(Path directory) {
    this.directory = directory;
  }

  /** Skips the test, with the reason, where Slurm is not installed. */
  public static void assumeInstalled() {
    for (String program : PROGRAMS) {
      assumeTrue(
          find(program).isPresent(),
          program + " is not installed, so there is no real Slurm to test with");
    }
  }

  /** Where a program is; Debian keeps the daemons where plain users do not look. */
  static Optional<Path> find(String program) {
    List<String> places = new ArrayList<>();
    places.addAll(Arrays.asList(System.getenv().getOrDefault("PATH", "").split(":", -1)));
    places.addAll(List.of("/usr/local/sbin", "/usr/sbin", "/sbin"));
    return places.stream()
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The version of the Slurm that is tested with. */
  SlurmVersion version() {
    return SlurmVersion.find(command("scontrol", "--version")).orElseThrow();
  }

  /** Skips the test, with the reason, where this Slurm is older than the release. */
  void assumeAtLeast(int year, int month, String why) {
    SlurmVersion version = version();
    assumeTrue(version.isAtLeast(year, month), "Slurm " + version + ": " + why);
  }

  /**
   * Writes the configuration; nothing runs yet.
   *
   * @param options those of {@code private-slurm create}
   */
  public static PrivateSlurm create(String... options) {
    try {
      PrivateSlurm slurm = new PrivateSlurm(Files.createTempDirectory(DIRECTORIES, "e2e"));
      slurm.control("create", options).success();
      slurm.writeNodeProgram();
      slurm.setVariable(
          "JAVA_HOME",
          System.getProperty("slurmec2.java.home", System.getProperty("java.home", "")));
      return slurm;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts munged and slurmctld and waits until they answer. */
  public void start() {
    control("start").success();
    String version =
        command("scontrol", "show", "config")
            .lines()
            .filter(line -> line.startsWith("SLURM_VERSION "))
            .map(line -> line.substring(line.indexOf('=') + 1).strip())
            .findFirst()
            .orElse("");
    if (!version.startsWith(VERSION)) {
      throw new AssertionError(
          "This is to be tested with Slurm " + VERSION + ", but slurmctld is " + version);
    }
  }

  /**
   * Whether this user may give slurmctld names of hosts of its own (scripts/private/with-names).
   */
  static boolean namesResolve() {
    return Command.run(Map.of(), "unshare", "--mount", "true").status() == 0;
  }

  /** Where programs are looked for: Debian keeps the daemons where plain users do not look. */
  private String path() {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return directory.resolve("bin") + ":" + path + ":/usr/local/sbin:/usr/sbin:/sbin";
  }

  /** A hosts file with a line for each node. */
  Path names() {
    return configDirectory().resolve("hosts");
  }

  /** Starts slurmctld again, from the state that it saved, and waits until it answers. */
  void startController() {
    Map<String, String> environment = new TreeMap<>(slurmConf());
    environment.put("SLURM_EC2_PRIVATE_SLURM", directory.toString());
    environment.put("PATH", path());
    String configuration = configDirectory().resolve("slurm.conf").toString();
    // with-names looks in the PATH that it is given, ProcessBuilder in that of this process.
    Command.run(
            environment,
            script("private/with-names").toString(),
            names().toString(),
            "slurmctld",
            "-f",
            configuration)
        .success();
    Await.until(
        CONTROLLER_LIMIT,
        "slurmctld of " + directory + " answers again",
        () -> Command.run(slurmConf(), "scontrol", "ping").output(),
        answer -> answer.contains(" is UP"));
  }

  /** Adds an entry to config.json, before the start. */
  void setSetting(String key, int value) {
    edit("config.json", text -> text.replaceFirst("\\{", "{\n  \"" + key + "\": " + value + ","));
  }

  /** Changes a file of the configuration directory, before anything reads it. */
  void edit(String name, UnaryOperator<String> change) {
    Path file = configDirectory().resolve(name);
    try {
      Files.writeString(file, change.apply(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path directory() {
    return directory;
  }

  /** Where config.json and the programs are. */
  public Path configDirectory() {
    return directory.resolve("etc");
  }

  /**
   * The program that a node of this Slurm runs instead of an operating system: slurmd, but a node
   * that is to be silent only prints to its console. It asks its instance for its name, unless that
   * is its argument.
   */
  Path nodeProgram() {
    return directory.resolve("bin/test-node");
  }

  /** Once: a shell that just starts with a file that is being written reads nothing, and ends. */
  private void writeNodeProgram() throws IOException {
    String text =
        """
        #!/bin/sh
        name=${1-}
        [ -n "$name" ] || name=$('%s') || exit
        if [ -e '%s'/"$name" ]; then
          echo "$name: kernel panic"
          exec sleep 3600
        fi
        exec '%s' "$name"
        """
            .formatted(
                script("compute/slurm-ec2-node-name"), silent(), directory.resolve("bin/node"));
    Files.createDirectories(silent());
    Files.writeString(nodeProgram(), text);
    Files.setPosixFilePermissions(nodeProgram(), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** From now on the node's instances boot, and no slurmd ever starts on them. */
  void silence(String node) {
    try {
      Files.createFile(silent().resolve(node));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The node's next instance boots as it should. */
  void mend(String node) {
    try {
      Files.delete(silent().resolve(node));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path silent() {
    return directory.resolve("run/silent");
  }

  /** Deletes what sweeps remember, as an administrator may. */
  void forgetSweeps() {
    try {
      Files.deleteIfExists(directory.resolve("slurm-ec2/change-state.memory"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends slurmctld in order, as a restart of its service does. */
  void stopController() {
    try {
      Path file = directory.resolve("run/slurmctld.pid");
      long pid = Long.parseLong(Files.readString(file).strip());
      ProcessHandle controller = ProcessHandle.of(pid).orElseThrow();
      controller.destroy();
      Await.until(CONTROLLER_LIMIT, "slurmctld is gone", controller::isAlive, alive -> !alive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets a variable for the programs that slurmctld calls. */
  void setVariable(String name, String value) {
    try {
      Files.writeString(
          configDirectory().resolve("slurm-ec2.env"),
          name + "=" + value + "\n",
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The output of one of Slurm's commands, which must succeed. */
  String command(String... command) {
    return Command.run(slurmConf(), command).success();
  }

  /** Runs one of the suite's programs as a person would, and waits for its end. */
  Command.Result program(String name, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(configDirectory().resolve(name).toString());
    command.addAll(List.of(arguments));
    Map<String, String> environment = new TreeMap<>(slurmConf());
    environment.put("SLURM_EC2_FOREGROUND", "1");
    return Command.run(environment, command);
  }

  /** What {@code slurm-ec2 explain} says of a node. */
  String explain(String node) {
    return Command.run(
            slurmConf(),
            script("slurm-ec2").toString(),
            "explain",
            "--config-dir",
            configDirectory().toString(),
            node)
        .success();
  }

  /** Each node's state as sinfo prints it: {@code idle~}, {@code mix#}, {@code idle} … */
  Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    command("sinfo", "-h", "-N", "-o", "%N %t")
        .lines()
        .map(line -> line.trim().split(" ", 2))
        .forEach(fields -> states.put(fields[0], fields[1]));
    return states;
  }

  /** A field of {@code scontrol show node}. */
  String nodeField(String node, String field) {
    String record = command("scontrol", "-o", "show", "node", node);
    int start = record.indexOf(" " + field + "=") + field.length() + 2;
    // The reason is the one value with blanks, and " [" ends it.
    String end = field.equals("Reason") ? " [" : " ";
    return record.contains(" " + field + "=")
        ? record.substring(start, record.indexOf(end, start))
        : "";
  }

  /** Submits a job and returns its number. */
  String submit(String... sbatch) {
    List<String> command = new ArrayList<>(List.of("sbatch", "--parsable"));
    command.addAll(List.of(sbatch));
    return command(command.toArray(String[]::new)).strip();
  }

  /** The states of a job's tasks that are still in the queue. */
  List<String> jobStates(String job) {
    Command.Result queue =
        Command.run(slurmConf(), "squeue", "-h", "-r", "-j", job, "-t", "all", "-o", "%T");
    return queue.output().lines().toList();
  }

  /** A log's text: {@code slurmctld}, {@code slurm-ec2}, {@code slurmd.NODE}; empty if none. */
  public String log(String name) {
    Path file = directory.resolve("log").resolve(name + ".log");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that may tell why something failed. */
  String logs() {
    return "--- slurm-ec2\n" + log("slurm-ec2") + "\n--- slurmctld\n" + log("slurmctld");
  }

  /** Ends all of it and deletes the directory. */
  @Override
  public void close() {
    control("stop").success();
    if (Files.exists(directory)) {
      try (Stream<Path> left = Files.walk(directory)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Command.Result control(String verb, String... options) {
    List<String> command =
        new ArrayList<>(List.of(script("private-slurm").toString(), verb, directory.toString()));
    command.addAll(List.of(options));
    return Command.run(Map.of("PATH", path()), command);
  }

  public static Path script(String name) {
    return REPOSITORY.resolve("scripts").resolve(name).toAbsolutePath().normalize();
  }

  /** What Slurm's commands and the suite's programs need to find this Slurm. */
  Map<String, String> slurmConf() {
    return Map.of("SLURM_CONF", configDirectory().resolve("slurm.conf").toString());
  }
}
