package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnershipTest {
  @TempDir private Path directory;

  @Test
  void state_directory_is_made_for_its_owner_alone() throws IOException {
    Path state = directory.resolve("a/state");

    Ownership.prepare(state);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
        .isEqualTo("rwx------");
  }

  @Test
  void what_root_makes_belongs_to_the_owner_of_the_directory() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can give files away");
    UserPrincipal nobody =
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(directory, nobody);
    Path state = directory.resolve("state");

    Ownership.prepare(state);
    Path file = Files.writeString(state.resolve("launches"), "");
    Ownership.handBack(state);

    assertThat(Files.getOwner(state)).isEqualTo(nobody);
    assertThat(Files.getOwner(file)).isEqualTo(nobody);
  }
}
