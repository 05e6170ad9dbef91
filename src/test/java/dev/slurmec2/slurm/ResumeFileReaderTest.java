package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeFileReaderTest {

  @TempDir private Path directory;

  @Test
  void readsTheFormOf2108To2205() {
    ResumeFile.Result.Read read =
        read("{\"jobs\":[{\"job_id\":1,\"nodes\":\"c[5-6]\"}],\"all_nodes\":\"c[5-7]\"}");

    assertThat(read.problems()).isEmpty();
    assertThat(read.file().allNodes()).containsExactly("c5", "c6", "c7");
    assertThat(read.file().jobs())
        .containsExactly(
            new ResumeFile.Job(
                "1",
                List.of("c5", "c6"),
                List.of("c5", "c6"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void readsTheFormOf2302AndLater() {
    ResumeFile.Result.Read read =
        read(
            "{\"jobs\":[{\"extra\":null,\"job_id\":1,\"features\":\"cloud\",\"nodes_alloc\":\"c[4-6]\","
                + "\"nodes_resume\":\"c[5-6]\",\"oversubscribe\":\"OK\",\"partition\":\"cl\","
                + "\"reservation\":null,\"new_in_27\":{\"a\":[1]}}],\"all_nodes_resume\":\"c[5-6]\"}");

    assertThat(read.problems()).isEmpty();
    assertThat(read.file().allNodes()).containsExactly("c5", "c6");
    assertThat(read.file().jobs())
        .containsExactly(
            new ResumeFile.Job(
                "1",
                List.of("c5", "c6"),
                List.of("c4", "c5", "c6"),
                Optional.of("cloud"),
                Optional.empty(),
                Optional.of("cl"),
                Optional.empty(),
                Optional.of("OK")));
  }

  @Test
  void nodesThatAnAdministratorPoweredUpHaveNoJob() {
    ResumeFile.Result.Read read = read("{\"jobs\":[],\"all_nodes_resume\":\"c5\"}");

    assertThat(read.file()).isEqualTo(new ResumeFile(List.of(), List.of("c5")));
  }

  @Test
  void aListOfAllThatIsMissingIsMadeOfTheJobs() {
    ResumeFile.Result.Read read =
        read(
            "{\"jobs\":[{\"job_id\":1,\"nodes_resume\":\"c[1-2]\"},{\"job_id\":\"2\",\"nodes_resume\":\"c[2-3]\"}],"
                + "\"all_nodes_resume\":null}");

    assertThat(read.file().allNodes()).containsExactly("c1", "c2", "c3");
    assertThat(read.file().jobs()).extracting(ResumeFile.Job::jobId).containsExactly("1", "2");
  }

  @Test
  void aJobThatCannotBeReadIsLeftOutAndSaid() {
    ResumeFile.Result.Read read =
        read(
            "{\"jobs\":[{\"job_id\":1,\"nodes_resume\":\"c[2-1]\"},7,{\"nodes_resume\":\"c1\"},"
                + "{\"job_id\":4,\"nodes_resume\":\"c4\"}],\"all_nodes_resume\":\"c[1-4]\"}");

    assertThat(read.file().jobs()).extracting(ResumeFile.Job::jobId).containsExactly("4");
    assertThat(read.file().allNodes()).containsExactly("c1", "c2", "c3", "c4");
    assertThat(read.problems())
        .anySatisfy(
            problem -> assertThat(problem).contains("/jobs/0/nodes_resume", "runs backwards"))
        .anySatisfy(problem -> assertThat(problem).contains("/jobs/1", "a number"))
        .anySatisfy(problem -> assertThat(problem).contains("/jobs/2", "job_id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"jobs\":null}", "{\"jobs\":{}}"})
  void anEmptyDocumentIsNoJobs(String text) {
    assertThat(read(text).file()).isEqualTo(new ResumeFile(List.of(), List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]          | is not a JSON object but an array",
        "{\"jobs\":  | is not JSON",
        "''          | is not JSON",
        "words       | is not JSON",
      })
  void whatIsNoResumeFileIsNoneWithTheReason(String text, String reason) {
    assertThat(ResumeFileReader.read(Optional.of(write(text))))
        .isInstanceOfSatisfying(
            ResumeFile.Result.None.class,
            none -> assertThat(none.reason()).contains("resume.json", reason));
  }

  @ParameterizedTest
  @NullAndEmptySource
  void withoutTheVariableThereIsNone(@Nullable String value) {
    assertThat(ResumeFileReader.read(Optional.ofNullable(value)))
        .isInstanceOfSatisfying(
            ResumeFile.Result.None.class,
            none -> assertThat(none.reason()).contains("SLURM_RESUME_FILE is not set"));
  }

  @Test
  void aFileThatIsGoneOrIsNoFileIsNone() {
    assertThat(ResumeFileReader.read(Optional.of(directory.resolve("gone").toString())))
        .isInstanceOf(ResumeFile.Result.None.class);
    assertThat(ResumeFileReader.read(Optional.of(directory.toString())))
        .isInstanceOf(ResumeFile.Result.None.class);
    assertThat(ResumeFileReader.read(Optional.of("/a\0b")))
        .isInstanceOf(ResumeFile.Result.None.class);
  }

  private ResumeFile.Result.Read read(String text) {
    ResumeFile.Result result = ResumeFileReader.read(Optional.of(write(text)));
    assertThat(result).isInstanceOf(ResumeFile.Result.Read.class);
    return (ResumeFile.Result.Read) result;
  }

  private String write(String text) {
    try {
      return Files.writeString(directory.resolve("resume.json"), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
