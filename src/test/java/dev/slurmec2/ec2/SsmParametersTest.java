package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.ParameterAnswers;
import dev.slurmec2.config.ParameterAnswers.Answered;
import dev.slurmec2.config.ParameterAnswers.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SsmParametersTest {

  private static final Pattern NAMES = Pattern.compile("\"(/[^\"]*)\"");
  private static final String REGION = "eu-west-1";

  @TempDir private Path directory;

  private final ScriptedAws aws = new ScriptedAws();
  private final SdkRegions regions = aws.regions(new FakeTime());
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");
  private Path state = Path.of("unset");

  @BeforeEach
  void setUp() {
    state = directory.resolve("state");
  }

  @AfterEach
  void stop() {
    regions.close();
    aws.close();
  }

  private ParameterAnswers get(String... names) {
    return regions
        .parameters(state, Duration.ofMinutes(5), () -> now)
        .get(REGION, Optional.empty(), Set.of(names));
  }

  /** Answers each name with "v:" and the name, but for those that hold "missing". */
  private void answering(String prefix) {
    aws.on(
        "GetParameters",
        request -> {
          Matcher names = NAMES.matcher(request.parameters().getOrDefault("body", ""));
          List<String> asked = names.results().map(result -> result.group(1)).toList();
          String found =
              asked.stream()
                  .filter(name -> !name.contains("missing"))
                  .map(name -> "{\"Name\":\"" + name + "\",\"Value\":\"" + prefix + name + "\"}")
                  .collect(Collectors.joining(","));
          return new ScriptedAws.Reply(
              200, "{\"Parameters\":[" + found + "],\"InvalidParameters\":[]}");
        });
  }

  private static final ScriptedAws.Reply DENIED =
      new ScriptedAws.Reply(
          400, "{\"__type\":\"AccessDeniedException\",\"message\":\"Not allowed\"}");

  private Path file() throws IOException {
    try (var files = Files.list(state)) {
      return files.collect(Collectors.toList()).get(0);
    }
  }

  @Test
  void asks_for_ten_names_a_call_decrypted() {
    answering("v:");
    String[] names = IntStream.range(0, 25).mapToObj(i -> "/cluster/" + i).toArray(String[]::new);

    assertThat(get(names))
        .isInstanceOfSatisfying(
            Answered.class,
            answered -> {
              assertThat(answered.values()).hasSize(25).containsEntry("/cluster/7", "v:/cluster/7");
              assertThat(answered.warning()).isEmpty();
            });
    assertThat(aws.requests("GetParameters"))
        .hasSize(3)
        .allSatisfy(
            request ->
                assertThat(request.parameters().get("body")).contains("\"WithDecryption\":true"));
  }

  @Test
  void names_that_do_not_exist_are_missing_and_are_asked_for_again_next_time() {
    answering("v:");

    assertThat(get("/a", "/missing"))
        .isEqualTo(new Answered(Map.of("/a", "v:/a"), Set.of("/missing"), Optional.empty()));
    get("/a", "/missing");
    assertThat(aws.requests("GetParameters").get(1).parameters().get("body"))
        .contains("/missing")
        .doesNotContain("\"/a\"");
  }

  @Test
  void values_serve_until_their_time_is_over_and_not_from_the_future() {
    answering("v:");
    get("/a");
    now = now.plusSeconds(299);
    get("/a");
    assertThat(aws.requests("GetParameters")).hasSize(1);

    now = now.plusSeconds(1);
    get("/a");
    assertThat(aws.requests("GetParameters")).hasSize(2);

    now = now.minusSeconds(3600);
    get("/a");
    assertThat(aws.requests("GetParameters")).hasSize(3);
  }

  @Test
  void old_values_serve_with_a_warning_when_ssm_gives_none() {
    answering("v:");
    get("/a");
    now = now.plusSeconds(86_400);
    aws.on("GetParameters", DENIED);
    get("/b");

    assertThat(get("/a"))
        .isInstanceOfSatisfying(
            Answered.class,
            answered -> {
              assertThat(answered.values()).containsEntry("/a", "v:/a");
              assertThat(answered.warning().orElse(""))
                  .contains("AccessDeniedException")
                  .contains("/a")
                  .doesNotContain("v:/a");
            });
  }

  @Test
  void without_an_older_value_the_reason_is_said() {
    aws.on("GetParameters", DENIED);

    assertThat(get("/a"))
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains("AccessDeniedException")
                    .contains("/a")
                    .contains(REGION));
  }

  @Test
  void only_the_owner_can_read_what_is_kept() throws IOException {
    answering("v:");
    get("/a");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
        .isEqualTo("rwx------");
    try (var files = Files.list(state)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_file_that_is_cut_off_or_gone_is_as_if_nothing_were_kept() throws IOException {
    answering("v:");
    get("/a");
    String whole = Files.readString(file());

    for (String broken :
        List.of(
            "",
            "{",
            whole.substring(0, whole.length() / 2),
            "[]",
            "{\"/a\":{\"value\":1}}",
            "{\"/a\":{\"value\":\"x\",\"readAt\":\"yesterday\"}}")) {
      Files.writeString(file(), broken);
      assertThat(get("/a"))
          .isEqualTo(new Answered(Map.of("/a", "v:/a"), Set.of(), Optional.empty()));
    }
    Files.delete(file());
    assertThat(get("/a")).isInstanceOf(Answered.class);
  }

  @Test
  void a_state_directory_that_cannot_be_written_costs_nothing_but_calls() throws IOException {
    answering("v:");
    state = Files.createFile(directory.resolve("a-file")).resolve("below");

    assertThat(get("/a")).isInstanceOf(Answered.class);
  }

  @Test
  void each_region_and_profile_has_its_own_values() {
    answering("v:");
    SsmParameters parameters = regions.parameters(state, Duration.ofMinutes(5), () -> now);
    parameters.get("eu-west-1", Optional.empty(), Set.of("/a"));
    parameters.get("eu-west-2", Optional.empty(), Set.of("/a"));
    parameters.get("eu-west-1", Optional.of("../other"), Set.of("/a"));

    assertThat(aws.requests("GetParameters")).hasSize(3);
  }
}
