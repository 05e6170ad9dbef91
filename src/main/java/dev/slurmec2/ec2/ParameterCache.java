package dev.slurmec2.ec2;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import dev.slurmec2.state.PrivateMode;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Parameters kept in a file per region and profile. The file may be deleted, cut off or overwritten
 * by another process at any time: then there is nothing kept. Values may be secrets, so only the
 * owner can read it.
 */
final class ParameterCache {
  private static final Logger LOG = LoggerFactory.getLogger(ParameterCache.class);

  /** Thousands of parameters; whatever is larger was not written here. */
  private static final long MAX_BYTES = 8L << 20;

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private final Path file;

  /** A parameter's value and when it was read from AWS. */
  record Kept(String value, Instant readAt) {

    /** Without the value, which belongs in no log. */
    @Override
    public String toString() {
      return "Kept[readAt=" + readAt + "]";
    }
  }

  ParameterCache(Path stateDir, String region, Optional<String> profile) {
    String name = region + profile.map(p -> "@" + p).orElse("");
    this.file =
        stateDir.resolve("parameters-" + URLEncoder.encode(name, StandardCharsets.UTF_8) + ".json");
  }

  /** What is kept, by name; empty when the file is missing or is not as it was written. */
  Map<String, Kept> read() {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        return Map.of();
      }
      return parameters(JsonReader.read(Files.readString(file)));
    } catch (IOException | JsonSyntaxException e) {
      LOG.debug("{} is not used: {}", file, e.getMessage());
      return Map.of();
    }
  }

  private static Map<String, Kept> parameters(Json root) {
    Map<String, Kept> kept = new LinkedHashMap<>();
    if (root instanceof Json.ObjectNode object) {
      object.members().forEach((name, entry) -> kept(entry).ifPresent(k -> kept.put(name, k)));
    }
    return kept;
  }

  private static Optional<Kept> kept(Json entry) {
    if (entry instanceof Json.ObjectNode object
        && object.members().get("value") instanceof Json.Text value
        && object.members().get("readAt") instanceof Json.Text readAt) {
      try {
        return Optional.of(new Kept(value.value(), Instant.parse(readAt.value())));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Keeps these instead of what was kept; a failure costs a call next time and no more. */
  void write(Map<String, Kept> parameters) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory == null) {
        return;
      }
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory, PrivateMode.DIRECTORY);
      }
      Path whole = Files.createTempFile(directory, "parameters-", ".tmp", PrivateMode.FILE);
      try {
        Files.writeString(whole, text(parameters));
        Files.move(
            whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("Parameters cannot be kept in {}: {}", file, e.toString());
    }
  }

  private static String text(Map<String, Kept> parameters) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      parameters.forEach(
          (name, kept) -> {
            json.writeName(name);
            json.writeStartObject();
            json.writeStringProperty("value", kept.value());
            json.writeStringProperty("readAt", kept.readAt().toString());
            json.writeEndObject();
          });
      json.writeEndObject();
    }
    return text.toString();
  }
}
