package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import dev.slurmec2.json.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Gets a configuration file from the disk, and its JSON from its text. */
final class ConfigurationFile {

  /** A file of 65,536 nodes in a group each has some 50 MB; larger ones are no configuration. */
  private static final int MAX_BYTES = 64 * 1024 * 1024;

  private ConfigurationFile() {}

  /** The file's text; a file that cannot be read is reported. */
  static Optional<String> text(Path file, Problems problems) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        unreadable(problems, "the file has more than " + MAX_BYTES + " bytes.");
        return Optional.empty();
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (NoSuchFileException e) {
      unreadable(problems, "there is no such file.");
    } catch (AccessDeniedException e) {
      unreadable(problems, "the file may not be read by this user; Slurm's user must be able to.");
    } catch (CharacterCodingException e) {
      unreadable(problems, "the file is not in UTF-8.");
    } catch (IOException e) {
      unreadable(problems, "the file cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static void unreadable(Problems problems, String message) {
    problems.error("", Location.NONE, message);
  }

  /** The document without its comments; a text that is not JSON is reported. */
  static Optional<Json> json(String text, Problems problems) {
    try {
      Json document =
          JsonReader.read(
              text,
              duplicate -> {
                if (!Comments.isKey(duplicate.key())) {
                  problems.error(duplicate.pointer(), duplicate.at(), twice(duplicate));
                }
              });
      return Optional.of(Comments.removed(document));
    } catch (JsonSyntaxException e) {
      problems.error("", e.at(), "this is not JSON: " + e.getMessage() + ".");
      return Optional.empty();
    }
  }

  private static String twice(JsonReader.DuplicateKey duplicate) {
    return "the key \""
        + duplicate.key()
        + "\" is there twice; the first is in line "
        + duplicate.first().line()
        + ".";
  }
}
