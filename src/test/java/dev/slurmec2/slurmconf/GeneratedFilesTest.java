package dev.slurmec2.slurmconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedFilesTest {
  private static final GeneratedTexts FIRST = new GeneratedTexts("a\nb\nc\n", "x\n");
  private static final GeneratedTexts SECOND = new GeneratedTexts("a\nB\nc\n", "x\n");

  @TempDir Path directory;

  @Test
  void writes_both_files_readable_by_all_and_leaves_nothing_else() throws IOException {
    List<FileOutcome> outcomes = new GeneratedFiles(directory).write(FIRST);

    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(FileOutcome.Changed.class))
        .extracting(outcome -> outcome.file().getFileName().toString())
        .containsExactly("gres.conf.aws", "slurm.conf.aws");
    assertThat(slurmConf()).hasContent("a\nb\nc\n");
    assertThat(mode(slurmConf())).isEqualTo("rw-r--r--");
    assertThat(names()).containsExactly("gres.conf.aws", "slurm.conf.aws");
  }

  @Test
  void touches_no_file_whose_text_is_the_same() throws IOException {
    GeneratedFiles files = new GeneratedFiles(directory);
    files.write(FIRST);
    FileTime past = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(slurmConf(), past);

    assertThat(files.write(FIRST)).hasOnlyElementsOfType(FileOutcome.Unchanged.class);
    assertThat(Files.getLastModifiedTime(slurmConf())).isEqualTo(past);
  }

  @Test
  void says_which_lines_changed() throws IOException {
    GeneratedFiles files = new GeneratedFiles(directory);
    files.write(FIRST);

    assertThat(files.write(SECOND))
        .containsExactly(
            new FileOutcome.Unchanged(directory.resolve("gres.conf.aws")),
            new FileOutcome.Changed(
                slurmConf(),
                false,
                List.of(
                    new LineChange(LineChange.Kind.REMOVED, 2, "b"),
                    new LineChange(LineChange.Kind.ADDED, 2, "B"))));
    assertThat(slurmConf()).hasContent("a\nB\nc\n");
  }

  @Test
  void check_says_the_same_and_writes_nothing() throws IOException {
    GeneratedFiles files = new GeneratedFiles(directory);
    assertThat(files.check(FIRST)).hasOnlyElementsOfType(FileOutcome.Changed.class);
    assertThat(names()).isEmpty();
    files.write(FIRST);

    List<FileOutcome> checked = files.check(SECOND);

    assertThat(slurmConf()).hasContent("a\nb\nc\n");
    assertThat(checked).isEqualTo(files.write(SECOND));
  }

  @Test
  void keeps_the_mode_of_a_file_that_is_there() throws IOException {
    Files.writeString(slurmConf(), "old\n");
    Files.setPosixFilePermissions(slurmConf(), PosixFilePermissions.fromString("rw-rw----"));

    new GeneratedFiles(directory).write(FIRST);

    assertThat(mode(slurmConf())).isEqualTo("rw-rw----");
  }

  @Test
  void follows_a_symbolic_link_and_leaves_it_one() throws IOException {
    Path shared = Files.createDirectory(directory.resolve("shared"));
    Path real = Files.writeString(shared.resolve("real.conf"), "old\n");
    Files.createSymbolicLink(slurmConf(), real);

    new GeneratedFiles(directory).write(FIRST);

    assertThat(slurmConf()).isSymbolicLink().hasContent("a\nb\nc\n");
    assertThat(real).hasContent("a\nb\nc\n");
  }

  @Test
  void a_file_that_cannot_be_replaced_leaves_the_other_as_it_was() throws IOException {
    Files.writeString(directory.resolve("gres.conf.aws"), "old\n");
    Files.createDirectory(slurmConf());

    List<FileOutcome> outcomes = new GeneratedFiles(directory).write(FIRST);

    assertThat(outcomes).hasOnlyElementsOfType(FileOutcome.Failed.class);
    assertThat(directory.resolve("gres.conf.aws")).hasContent("old\n");
    assertThat(names()).containsExactly("gres.conf.aws", "slurm.conf.aws");
  }

  @Test
  void a_missing_directory_is_named() {
    Path missing = directory.resolve("missing");

    assertThat(new GeneratedFiles(missing).write(FIRST))
        .hasOnlyElementsOfType(FileOutcome.Failed.class)
        .anySatisfy(
            outcome ->
                assertThat(((FileOutcome.Failed) outcome).message())
                    .contains(missing + "/gres.conf.aws", "does not exist; create it first"));
  }

  @Test
  void a_file_that_is_no_text_is_replaced_too() throws IOException {
    Files.write(slurmConf(), new byte[] {(byte) 0xff, (byte) 0xfe, 0, '\n'});

    new GeneratedFiles(directory).write(FIRST);

    assertThat(slurmConf()).hasContent("a\nb\nc\n");
  }

  private Path slurmConf() {
    return directory.resolve("slurm.conf.aws");
  }

  private List<String> names() throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
