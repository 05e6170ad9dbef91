package dev.slurmec2.sandbox.engine;

import dev.slurmec2.sandbox.engine.TypeInfo.Accelerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instance types: those of the built-in table, and a guess for every other. */
final class TypeTable {

  private static final Pattern FORM =
      Pattern.compile(
          "[a-z][a-z0-9-]*\\.(nano|micro|small|medium|large|([0-9]{0,3})xlarge|metal(-[0-9]+xl)?)");

  /** What a vCPU costs where the table does not say. */
  private static final double GUESSED_VCPU_PRICE = 0.05;

  private final Map<String, TypeInfo> known;

  private TypeTable(Map<String, TypeInfo> known) {
    this.known = known;
  }

  static TypeTable builtIn() {
    try (InputStream in = TypeTable.class.getResourceAsStream("instance-types.txt")) {
      if (in == null) {
        throw new IllegalStateException("The table of instance types is not in the jar.");
      }
      Map<String, TypeInfo> types = new TreeMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(TypeTable::parse)
          .forEach(type -> types.put(type.name(), type));
      return new TypeTable(types);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TypeInfo parse(String line) {
    String[] f = line.split(" ", -1);
    return new TypeInfo(
        f[0],
        Integer.parseInt(f[1]),
        Integer.parseInt(f[2]),
        Long.parseLong(f[3]),
        Double.parseDouble(f[4]),
        f[5],
        f[6],
        f.length < 12
            ? Optional.empty()
            : Optional.of(
                new Accelerator(
                    f[7], Integer.parseInt(f[8]), f[9], f[10], Integer.parseInt(f[11]))));
  }

  /** All types of the table, by name. */
  List<TypeInfo> all() {
    return new ArrayList<>(known.values());
  }

  Optional<TypeInfo> find(String name) {
    return Optional.ofNullable(known.get(name));
  }

  boolean isWellFormed(String name) {
    return FORM.matcher(name).matches();
  }

  /** A type's figures; guessed from its size when the table does not have it. */
  TypeInfo of(String name) {
    TypeInfo info = known.get(name);
    if (info != null) {
      return info;
    }
    Matcher matcher = FORM.matcher(name);
    int vcpus = 2;
    if (matcher.matches() && matcher.group(2) != null) {
      vcpus = matcher.group(2).isEmpty() ? 4 : 4 * Integer.parseInt(matcher.group(2));
    }
    return new TypeInfo(
        name,
        vcpus,
        2,
        vcpus * 4096L,
        vcpus * GUESSED_VCPU_PRICE,
        "x86_64",
        "Intel",
        Optional.empty());
  }
}
