package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every script of the project. */
final class ShellcheckIT {
  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(Installation.SOURCES.toRealPath())) {
      return files.filter(Files::isRegularFile).filter(ShellcheckIT::isShell).toList();
    }
  }

  private static boolean isShell(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      String first = lines.findFirst().orElse("");
      return first.matches("#!.*sh") || first.startsWith("# shellcheck shell=");
    } catch (MalformedInputException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shellcheckHasNothingToSay() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/shellcheck")), "shellcheck is not installed");
    List<Object> command =
        new ArrayList<>(
            List.of("shellcheck", "-x", "-P", "SCRIPTDIR:" + Installation.SOURCES.getParent()));
    command.addAll(scripts());

    Call.Result result = Call.of(command.toArray()).withPath().run();

    assertThat(result).isEqualTo(new Call.Result(0, "", ""));
  }

  @Test
  void theProgramsThatSlurmctldStartsAreExecutablePosixShell() throws IOException {
    for (String name : List.of("resume", "suspend", "resume-fail", "slurm-ec2")) {
      Path program = Installation.SOURCES.resolve(name);
      assertThat(program).isExecutable();
      assertThat(Files.readAllLines(program).get(0)).isEqualTo("#!/bin/sh");
    }
  }
}
