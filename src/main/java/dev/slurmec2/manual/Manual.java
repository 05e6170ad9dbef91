package dev.slurmec2.manual;

import dev.slurmec2.cli.SlurmEc2Command;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes man pages and the completion of bash, so that both say what the programs do.
 * packaging/build starts it; nothing else does.
 */
public final class Manual {
  private static final List<String> SCHEMAS = List.of("config", "partitions");

  private Manual() {}

  /**
   * Writes below a directory as /usr/share is.
   *
   * @param arguments the directory, the one of the schemas, and the date that the pages show
   */
  public static void main(String... arguments) throws IOException, JsonSyntaxException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException("Usage: Manual DIRECTORY SCHEMAS DATE");
    }
    Path directory = Path.of(arguments[0]);
    for (Map.Entry<String, String> file : files(Path.of(arguments[1]), arguments[2]).entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  /** Each file's text by its name below /usr/share. */
  static Map<String, String> files(Path schemas, String date)
      throws IOException, JsonSyntaxException {
    CommandLine root = new CommandLine(SlurmEc2Command.class);
    String source = root.getCommandSpec().version()[0];
    Map<String, String> files = new TreeMap<>();
    addPage(files, new CommandPage(root, date, source));
    for (CommandLine command : CommandPage.own(root.getCommandSpec()).values()) {
      addPage(files, new CommandPage(command, date, source));
    }
    for (String subject : SCHEMAS) {
      Json schema = JsonReader.read(Files.readString(schemas.resolve(subject + ".schema.json")));
      SchemaPage page = new SchemaPage(subject, (Json.ObjectNode) schema, date, source);
      files.put("man/" + page.file(), page.text());
    }
    // Read by the shell, not run.
    files.put(
        "bash-completion/completions/slurm-ec2",
        AutoComplete.bash("slurm-ec2", root).replaceFirst("^#!.*\n", ""));
    return files;
  }

  private static void addPage(Map<String, String> files, CommandPage page) {
    files.put("man/" + page.file(), page.text());
  }
}
