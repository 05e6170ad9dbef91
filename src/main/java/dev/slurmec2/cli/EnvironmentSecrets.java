package dev.slurmec2.cli;

import dev.slurmec2.text.Secrets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides what the environment holds of secrets: all of slurm-ec2.env, credentials, passwords. */
final class EnvironmentSecrets {

  /** The launcher's list of the variables that slurm-ec2.env sets. */
  static final String FROM_FILE = "SLURM_EC2_ENVIRONMENT_NAMES";

  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(SECRET|TOKEN|PASSW|CREDENTIAL|ACCESS_KEY|PRIVATE|_KEY$).*");

  /** The user and the password of a URL, as proxies have them (RFC 3986, section 3.2.1). */
  private static final Pattern USER_INFO = Pattern.compile("//([^/@:]*):([^/@]*)@");

  private static final List<String> PROPERTIES =
      List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken");

  private EnvironmentSecrets() {}

  static void hide(Map<String, String> environment) {
    // The file may name a variable twice; the last line counts.
    Set<String> fromFile =
        Set.copyOf(List.of(environment.getOrDefault(FROM_FILE, "").split(" ", -1)));
    environment.forEach(
        (name, value) -> {
          if (fromFile.contains(name) || SECRET_NAME.matcher(name).matches()) {
            Secrets.add("value of " + name, value);
          }
          Matcher userInfo = USER_INFO.matcher(value);
          while (userInfo.find()) {
            hidePassword(name, userInfo.group(2));
          }
        });
    for (String property : PROPERTIES) {
      Secrets.add("value of " + property, System.getProperty(property, ""));
    }
  }

  private static void hidePassword(String name, String password) {
    Secrets.add("password in " + name, password);
    try {
      Secrets.add("password in " + name, URLDecoder.decode(password, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notEncoded) {
      // A percent sign that stands for itself: the text as it is, is hidden.
    }
  }
}
