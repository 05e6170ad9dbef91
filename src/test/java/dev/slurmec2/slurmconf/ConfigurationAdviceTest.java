package dev.slurmec2.slurmconf;

import static dev.slurmec2.slurmconf.Configurations.group;
import static dev.slurmec2.slurmconf.Configurations.map;
import static dev.slurmec2.slurmconf.Configurations.partition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.AddressFamily;
import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.NodeHostName;
import dev.slurmec2.config.NodeIdentity;
import dev.slurmec2.config.NodeNaming;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import dev.slurmec2.slurm.SlurmVersion;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationAdviceTest {
  private static final Map<String, String> SOUND =
      map(
          "PrivateData", "cloud",
          "ResumeProgram", "/opt/slurm-ec2/resume",
          "SuspendProgram", "/opt/slurm-ec2/suspend",
          "ResumeFailProgram", "/opt/slurm-ec2/resume-fail",
          "ResumeRate", "0",
          "SuspendRate", "0",
          "ResumeTimeout", "300",
          "SuspendTimeout", "60",
          "SuspendTime", "360",
          "ReturnToService", "2",
          "TreeWidth", "65533",
          "GresTypes", "gpu",
          "SlurmctldParameters", "idle_on_node_suspend,cloud_reg_addrs");

  /** Stands for a key that is taken out. */
  private static final String UNSET = "-";

  @Test
  void a_sound_configuration_gets_no_advice() {
    assertThat(advise("22.05", SOUND, soundPartition())).isEmpty();
  }

  @Test
  void a_sound_configuration_of_a_late_release_gets_no_advice() {
    Map<String, String> late = with("PrivateData", UNSET, "TreeWidth", UNSET);
    late.put("SlurmctldParameters", "idle_on_node_suspend");

    assertThat(advise("25.05", late, soundPartition())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "22.05, SuspendTime, -, suspend-time-off",
        "22.05, SuspendTime, INFINITE, suspend-time-off",
        "22.05, SuspendTime, -1, suspend-time-off",
        "22.05, SuspendTime, soon, number-expected",
        "22.05, SuspendTime, 359, suspend-time-short",
        "22.05, SuspendTime, 360, none",
        "22.05, ResumeTimeout, 301, suspend-time-short",
        "22.05, ResumeTimeout, -, none",
        "22.05, ResumeTimeout, 65534, number-too-large",
        "22.05, ResumeTimeout, soon, number-expected",
        "22.05, ResumeRate, 9, resume-rate-splits",
        "22.05, ResumeRate, 10, none",
        "23.11, ResumeRate, 10, none",
        "24.05, ResumeRate, 10, resume-rate-splits",
        "24.05, ResumeRate, 59, resume-rate-splits",
        "24.05, ResumeRate, 60, none",
        "24.05, ResumeRate, 0, none",
        "22.05, ReturnToService, -, return-to-service",
        "22.05, ReturnToService, 1, return-to-service",
        "22.05, PrivateData, -, private-data",
        "22.05, PrivateData, 'jobs,CLOUD', none",
        "23.02, PrivateData, -, none",
        "23.02, PrivateData, cloud, private-data-needless",
        "22.05, TreeWidth, -, none",
        "22.05, TreeWidth, 9, tree-width",
        "23.02, TreeWidth, 9, tree-width",
        "23.11, TreeWidth, 9, none",
        "23.11, TreeWidth, 65533, tree-width-needless",
        "22.05, TreeWidth, 65534, number-too-large",
        "22.05, SlurmctldParameters, cloud_reg_addrs, idle-on-node-suspend",
        "20.11, SlurmctldParameters, cloud_reg_addrs, none",
        "20.11, SlurmctldParameters, 'idle_on_node_suspend,cloud_reg_addrs', idle-on-node-suspend-forgets",
        "22.05, SlurmctldParameters, idle_on_node_suspend, cloud-reg-addrs",
        "23.11, SlurmctldParameters, 'idle_on_node_suspend,cloud_reg_addrs', cloud-reg-addrs-needless",
        "22.05, CommunicationParameters, NoAddrCache, none",
        "23.11, CommunicationParameters, NoAddrCache, no-addr-cache",
        "22.05, ResumeProgram, -, resume-program",
        "22.05, SuspendProgram, -, suspend-program",
        "22.05, ResumeFailProgram, -, resume-fail-program",
        "22.05, ResumeProgram, /slurm/etc/aws/resume.py, program-of-the-predecessor",
        "22.05, ResumeProgram, bin/resume, program-path",
        "22.05, ResumeProgram, /opt/resume -v, program-path",
        "22.05, SuspendExcStates, DOWN, key-unknown",
        "23.02, SuspendExcStates, DOWN, none",
        "22.05, resumetimeout, 300, key-twice",
        "22.05, SuspendExcNodes, 'rack[1-4]x', text-after-bracket",
        "23.02, SuspendExcNodes, 'rack[1-4]x', text-after-bracket",
        "22.05, SuspendExcNodes, 'rack[1-4]:2,a[0-1]', none",
        "22.05, GresTypes, GPU, gres-types",
        "22.05, GresTypes, -, gres-types"
      })
  void a_setting_is_judged_by_the_release(String release, String key, String value, String id) {
    Map<String, String> settings = with(key, value);

    List<Advice> advice = advise(release, settings, soundPartition());

    // Whatever else a release has to say about the sound settings stays out of the comparison.
    List<String> always = ids(advise(release, SOUND, soundPartition()));
    List<String> ids = ids(advice).stream().filter(found -> !always.contains(found)).toList();
    if (id.equals("none")) {
      assertThat(ids).isEmpty();
    } else {
      assertThat(ids(advice)).contains(id);
    }
  }

  @Test
  void a_long_interval_switches_power_saving_off_from_24_05() {
    Map<String, String> settings = with("ResumeRate", "100");
    settings.put("SlurmctldParameters", "idle_on_node_suspend,power_save_interval=61");

    assertThat(ids(advise("24.05", settings, soundPartition()))).contains("power-save-interval");
    assertThat(ids(advise("23.11", settings, soundPartition())))
        .doesNotContain("power-save-interval");
  }

  @Test
  void a_rate_above_sixty_thousand_switches_power_saving_off_from_24_05() {
    assertThat(ids(advise("24.05", with("ResumeRate", "60001"), soundPartition())))
        .contains("rate-too-large");
  }

  @Test
  void without_a_release_a_warning_names_the_releases_and_needless_settings_stay_unmentioned() {
    Map<String, String> settings = with("PrivateData", UNSET, "ResumeRate", "10");

    List<Advice> advice = advise("", settings, soundPartition());

    assertThat(ids(advice)).containsExactly("resume-rate-splits", "private-data");
    assertThat(advice.get(0).message()).startsWith("From Slurm 24.05 on, ");
    assertThat(advice.get(1).message()).startsWith("Up to Slurm 22.05, ");
    assertThat(advise("", SOUND, soundPartition())).isEmpty();
  }

  @Test
  void a_missing_key_may_stand_elsewhere_unless_the_controller_was_asked() {
    Map<String, String> settings = with("ReturnToService", UNSET);

    assertThat(advise("22.05", settings, soundPartition()))
        .singleElement()
        .satisfies(
            advice ->
                assertThat(advice.message())
                    .contains("not set, unless slurm.conf sets it elsewhere"));
    assertThat(advise("22.05", settings, Map.of("ReturnToService", "2"), soundPartition()))
        .isEmpty();
    assertThat(advise("22.05", settings, Map.of("ReturnToService", "0"), soundPartition()))
        .singleElement()
        .satisfies(advice -> assertThat(advice.message()).contains("ReturnToService is 0:"));
  }

  @Test
  void the_running_controller_answers_for_every_key_that_slurm_conf_leaves_out() {
    Map<String, String> running =
        map(
            "PrivateData", "cloud",
            "ResumeProgram", "/opt/resume",
            "SuspendProgram", "/opt/suspend",
            "ResumeFailProgram", "(null)",
            "ResumeRate", "0 nodes/min",
            "ResumeTimeout", "300 sec",
            "ReturnToService", "2",
            "SlurmctldParameters", "cloud_reg_addrs, idle_on_node_suspend",
            "SuspendTime", "350 sec",
            "SuspendTimeout", "60 sec",
            "GresTypes", "gpu",
            "TreeWidth", "50");

    List<Advice> advice = advise("22.05", Map.of(), running, soundPartition());

    assertThat(ids(advice)).containsExactly("suspend-time-short", "resume-fail-program");
    assertThat(advice).noneMatch(a -> a.message().contains("unless"));
    assertThat(ids(advise("22.05", Map.of(), Map.of("SuspendTime", "NONE"), soundPartition())))
        .contains("suspend-time-off");
  }

  @Test
  void partitions_have_times_of_their_own_from_21_08() {
    Partition partition =
        partition("aws", map("SuspendTime", "600", "ResumeTimeout", "580"), soundGroup());

    assertThat(ids(advise("20.11", SOUND, partition))).contains("key-unknown");
    assertThat(advise("22.05", with("SuspendTime", UNSET), partition))
        .extracting(Advice::toString)
        .singleElement()
        .asString()
        .startsWith("warning: Partition aws: SuspendTime=600 is shorter than SuspendTimeout=60")
        .endsWith("[suspend-time-short]");
  }

  @Test
  void power_down_on_idle_is_unknown_before_23_02() {
    Partition partition = partition("aws", map("PowerDownOnIdle", "YES"), soundGroup());

    assertThat(ids(advise("22.05", SOUND, partition))).containsExactly("key-unknown");
    assertThat(ids(advise("23.02", SOUND, partition))).doesNotContain("key-unknown");
    assertThat(advise("", SOUND, partition))
        .singleElement()
        .extracting(Advice::severity)
        .isEqualTo(Advice.Severity.HINT);
  }

  @ParameterizedTest
  @CsvSource({
    "State, UNKNOWN, node-state",
    "NodeName, x, node-name",
    "NodeAddr, 10.0.0.1, node-address",
    "NodeHostname, x, node-address",
    "CPUs, 70000, number-too-large",
    "CPUs, four, number-expected",
    "Weight, 4294967294, number-too-large",
    "Topology, 'default:s1', key-unknown",
    "Gres, nvme:1, gres-types",
    "Gres, gpu:0, gres-none",
    "Gres, gpu:1025, gres-too-many-files",
    "Gres, 'gpu:t4:1000,gpu:v100:25', gres-too-many-files",
    "Gres, GPU:1, gres-case",
    "cpus, 4, key-twice"
  })
  void specifications_are_judged(String key, String value, String id) {
    Map<String, String> specifications = map("CPUs", "4", "RealMemory", "7000");
    specifications.put(key, value);

    assertThat(
            ids(
                advise(
                    "22.05",
                    SOUND,
                    partition("aws", map(), group("aws", "node", 10, specifications)))))
        .contains(id);
  }

  @Test
  void one_hint_names_all_groups_without_size() {
    Partition partition =
        partition("aws", map(), group("aws", "a", 1, map()), group("aws", "b", 1, map()));

    assertThat(advise("22.05", SOUND, partition))
        .extracting(Advice::id)
        .containsExactly("node-cpus", "node-memory");
    assertThat(advise("22.05", SOUND, partition).get(0).message()).contains("aws/a, aws/b");
  }

  @Test
  void a_partition_that_replaces_its_nodes_is_told_what_it_lost_and_shares() {
    Partition first = partition("aws", map("Nodes", "other-node-[0-1]"), soundGroup());
    Partition second =
        partition(
            "other", map(), group("other", "node", 2, map("CPUs", "4", "RealMemory", "7000")));

    assertThat(ids(advise("22.05", SOUND, first, second)))
        .containsExactly("partition-nodes", "node-in-two-partitions");
  }

  @Test
  void nodes_are_known_by_their_names_also_where_a_pattern_makes_them() {
    NodeGroup named =
        soundGroup()
            .withIdentity(
                new NodeIdentity(
                    new NodeNaming("machine", 1, 3), AddressFamily.IPV4, NodeHostName.INSTANCE));

    assertThat(ids(advise("22.05", SOUND, partition("aws", map("Nodes", "machine001"), named))))
        .isEmpty();
    assertThat(ids(advise("22.05", SOUND, partition("aws", map("Nodes", "machine1"), named))))
        .containsExactly("partition-nodes");
  }

  @Test
  void lowest_price_is_advised_against_where_a_spot_group_asks_for_it() {
    assertThat(ids(advise("22.05", SOUND, partition("aws", map(), spot("lowest-price", 2)))))
        .containsExactly("spot-lowest-price");
    assertThat(ids(advise("22.05", SOUND, partition("aws", map(), spot("lowest-price", 1)))))
        .isEmpty();
    assertThat(ids(advise("22.05", SOUND, partition("aws", map(), spot("diversified", 2)))))
        .isEmpty();
  }

  private static NodeGroup spot(String strategy, int subnets) {
    NodeGroup sound = soundGroup();
    return new NodeGroup(
        sound.partition(),
        sound.name(),
        sound.maxNodes(),
        sound.region(),
        sound.profile(),
        sound.slurmSpecifications(),
        PurchasingOption.SPOT,
        sound.onDemandOptions(),
        new Json.ObjectNode(
            Map.of("AllocationStrategy", new Json.Text(strategy, Location.NONE)),
            Map.of(),
            Location.NONE),
        sound.launchTemplate(),
        sound.overrides(),
        List.of("subnet-1", "subnet-2").subList(0, subnets),
        sound.tags());
  }

  @Test
  void two_default_partitions_are_one_too_many() {
    Partition first = partition("a", map("Default", "YES", "PartitionName", "z"), soundGroup("a"));
    Partition second = partition("b", map("default", "yes"), soundGroup("b"));

    assertThat(ids(advise("22.05", SOUND, first, second)))
        .containsExactly("partition-name", "default-twice");
  }

  @Test
  void programs_are_looked_at_where_they_are() {
    Files files = new Files();
    files.programs.put(Path.of("/opt/slurm-ec2/resume"), new FileInspector.Program(false, false));
    files.programs.put(Path.of("/opt/slurm-ec2/suspend"), new FileInspector.Program(true, true));

    assertThat(ids(advise("22.05", SOUND, Optional.empty(), files, soundPartition())))
        .containsExactly("program-not-executable", "program-writable", "program-missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AutoDetect=nvml", "  autodetect=rsmi"})
  void auto_detect_for_all_nodes_is_found_in_the_controllers_gres_conf(String line) {
    Files files = new Files();
    SOUND.forEach(
        (key, value) ->
            files.programs.put(Path.of("/" + value), new FileInspector.Program(true, false)));
    files.programs.put(Path.of("/opt/slurm-ec2/resume"), new FileInspector.Program(true, false));
    files.texts.put(Path.of("/etc/slurm/gres.conf"), List.of("# comment", line));
    Optional<Map<String, String>> running =
        Optional.of(Map.of("SLURM_CONF", "/etc/slurm/slurm.conf"));

    assertThat(ids(advise("22.05", SOUND, running, files, soundPartition())))
        .contains("gres-auto-detect");
    files.texts.put(Path.of("/etc/slurm/gres.conf"), List.of("NodeName=x AutoDetect=nvml"));
    assertThat(ids(advise("22.05", SOUND, running, files, soundPartition())))
        .doesNotContain("gres-auto-detect");
  }

  @Test
  void the_documented_example_is_told_what_to_change_when_it_moves_here() {
    Configuration configuration = Configurations.example("partitions.ondemand-and-spot.json");

    assertThat(
            ids(
                ConfigurationAdvice.of(
                    configuration,
                    SlurmVersion.find("22.05.8"),
                    Optional.empty(),
                    FileInspector.NONE)))
        .containsExactly(
            "resume-rate-splits",
            "program-of-the-predecessor",
            "program-of-the-predecessor",
            "resume-fail-program",
            "return-to-service",
            "idle-on-node-suspend",
            "cloud-reg-addrs",
            "node-memory");
  }

  @Test
  void every_advice_is_sentences_without_leftovers_of_formatting() {
    List<Advice> advice = advise("24.05", Map.of("PrivateData", "cloud"), soundPartition());

    assertThat(advice)
        .isNotEmpty()
        .allSatisfy(
            a -> {
              assertThat(a.message()).doesNotContain("%", "Optional", "  ");
              assertThat(a.id()).matches("[a-z]+(-[a-z0-9]+)*");
            });
  }

  private static NodeGroup soundGroup(String partition) {
    return group(partition, "node", 10, map("CPUs", "4", "RealMemory", "7000", "Gres", "gpu:t4:1"));
  }

  private static NodeGroup soundGroup() {
    return soundGroup("aws");
  }

  private static Partition soundPartition() {
    return partition("aws", map("Default", "YES"), soundGroup());
  }

  private static Map<String, String> with(String... keysAndValues) {
    Map<String, String> settings = new LinkedHashMap<>(SOUND);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String value = keysAndValues[i + 1];
      if (value.equals(UNSET)) {
        settings.remove(keysAndValues[i]);
      } else {
        settings.put(keysAndValues[i], value);
      }
    }
    return settings;
  }

  private static List<Advice> advise(
      String release, Map<String, String> settings, Partition... partitions) {
    return advise(release, settings, Optional.empty(), FileInspector.NONE, partitions);
  }

  private static List<Advice> advise(
      String release,
      Map<String, String> settings,
      Map<String, String> running,
      Partition... partitions) {
    return advise(release, settings, Optional.of(running), FileInspector.NONE, partitions);
  }

  private static List<Advice> advise(
      String release,
      Map<String, String> settings,
      Optional<Map<String, String>> running,
      FileInspector files,
      Partition... partitions) {
    return ConfigurationAdvice.of(
        Configurations.of(settings, partitions), SlurmVersion.find(release), running, files);
  }

  private static List<String> ids(List<Advice> advice) {
    return advice.stream().map(Advice::id).collect(Collectors.toList());
  }

  /** Files of a machine that exists in memory. */
  private static final class Files implements FileInspector {
    private final Map<Path, Program> programs = new LinkedHashMap<>();
    private final Map<Path, List<String>> texts = new LinkedHashMap<>();

    @Override
    public Optional<Program> program(Path path) {
      return Optional.ofNullable(programs.get(path));
    }

    @Override
    public List<String> lines(Path path) {
      return texts.getOrDefault(path, List.of());
    }
  }
}
