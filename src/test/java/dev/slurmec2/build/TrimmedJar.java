package dev.slurmec2.build;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Takes out of the jar what nothing in it uses of the two services that the suite calls: EC2's
 * client has some 800 operations and its model 15,000 classes, of which the suite needs fifteen and
 * some hundred (docs/decisions/0029-sdk-without-unused-operations.md).
 *
 * <p>What is used is found in the jar itself, anew at each build: no list has to be kept.
 *
 * <p>Puts {@link RuntimeCode} in, too, which each process would make for itself, and leaves {@link
 * StartUpWork} out.
 */
public final class TrimmedJar {
  private static final String CLASS = ".class";

  private TrimmedJar() {}

  /**
   * Changes the jar in its place; a jar that was changed already stays as it is.
   *
   * @param arguments the jar
   */
  public static void main(String... arguments) throws IOException {
    try (FileSystem jar = FileSystems.newFileSystem(Path.of(arguments[0]))) {
      Path root = jar.getPath("/");
      Set<String> called = calledFromOutside(root);
      for (SdkService service : SdkService.ALL) {
        trimClients(root, service, called);
      }
      deleteUnused(root);
      makeRuntimeCode(root);
      leaveOutStartUpWork(root);
    }
  }

  private static void trimClients(Path root, SdkService service, Set<String> called)
      throws IOException {
    Path clientInterface = root.resolve(service.clientInterface() + CLASS);
    Path client = root.resolve(service.client() + CLASS);
    List<byte[]> trimmed =
        UnusedOperations.without(
            service,
            called,
            List.of(Files.readAllBytes(clientInterface), Files.readAllBytes(client)));
    replace(clientInterface, trimmed.get(0));
    replace(client, trimmed.get(1));
  }

  /** The same sources have to give the same jar: with the time that the file had. */
  private static void replace(Path file, byte[] content) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    Files.write(file, content);
    Files.setLastModifiedTime(file, time);
  }

  /** All methods that classes outside the services call, name and descriptor. */
  private static Set<String> calledFromOutside(Path root) throws IOException {
    Set<String> called = new TreeSet<>();
    for (Path file : files(root)) {
      if (isClass(file) && SdkService.of(nameOf(file)).isEmpty()) {
        Calls.in(Files.readAllBytes(file)).values().forEach(called::addAll);
      }
    }
    return called;
  }

  private static void deleteUnused(Path root) throws IOException {
    Map<String, Path> ofServices = new HashMap<>();
    Map<String, Set<String>> named = new HashMap<>();
    Set<String> used = new HashSet<>();
    for (Path file : files(root)) {
      Set<String> names = NamedClasses.in(Files.readAllBytes(file));
      if (isClass(file) && SdkService.of(nameOf(file)).isPresent()) {
        ofServices.put(nameOf(file), file);
        named.put(nameOf(file), names);
      } else {
        used.addAll(names);
      }
    }
    Set<String> reached = NamedClasses.reached(used, named);
    for (Map.Entry<String, Path> file : ofServices.entrySet()) {
      if (!reached.contains(file.getKey())) {
        Files.delete(file.getValue());
      }
    }
  }

  private static void makeRuntimeCode(Path root) throws IOException {
    for (Path file : files(root)) {
      if (isClass(file)) {
        byte[] content = Files.readAllBytes(file);
        byte[] made = RuntimeCode.madeIn(content);
        if (made != content) {
          replace(file, made);
        }
      }
    }
  }

  private static void leaveOutStartUpWork(Path root) throws IOException {
    if (files(root).stream().noneMatch(file -> file.toString().endsWith(".interceptors"))) {
      change(root, StartUpWork.INTERCEPTOR_FILES, StartUpWork::withoutInterceptorFiles);
    }
    change(root, StartUpWork.LANGUAGES, StartUpWork::withoutLanguages);
    if (Files.notExists(root.resolve(StartUpWork.PARTITIONS_FILE))) {
      change(root, StartUpWork.PARTITIONS, StartUpWork::withoutPartitionsFile);
    }
    for (String parser : List.of(StartUpWork.PARSER_LIMITS, StartUpWork.PARSER)) {
      change(root, parser, StartUpWork::withLazyDecimals);
    }
  }

  private static void change(Path root, String className, UnaryOperator<byte[]> change)
      throws IOException {
    Path file = root.resolve(className + CLASS);
    replace(file, change.apply(Files.readAllBytes(file)));
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static boolean isClass(Path file) {
    return file.toString().endsWith(CLASS);
  }

  private static String nameOf(Path file) {
    String path = file.toString();
    return path.substring(1, path.length() - CLASS.length());
  }
}
