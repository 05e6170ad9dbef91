package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.text.Secrets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnvironmentSecretsTest {

  @AfterEach
  void forget() {
    Secrets.forgetAll();
  }

  @Test
  void a_variable_that_slurm_ec2_env_names_twice_is_hidden_once_and_stops_nothing() {
    EnvironmentSecrets.hide(
        Map.of(
            EnvironmentSecrets.FROM_FILE, " PLACE PLACE", "PLACE", "behind-the-seven-mountains"));

    assertThat(Secrets.masked("go behind-the-seven-mountains")).doesNotContain("seven-mountains");
  }
}
