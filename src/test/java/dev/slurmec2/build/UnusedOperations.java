package dev.slurmec2.build;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

/** Finds the operations of a client that nobody calls, and takes them out of its class files. */
final class UnusedOperations {
  private UnusedOperations() {}

  /**
   * Takes out what is not called.
   *
   * @param called name and descriptor of what is called from outside the service
   * @param clients the class files of its interface and of the class that carries it out
   * @return both without the operations that neither others call nor an operation that stays
   */
  static List<byte[]> without(SdkService service, Set<String> called, List<byte[]> clients) {
    Set<String> kept = new TreeSet<>(called);
    List<Map<String, Set<String>>> calls = clients.stream().map(Calls::in).toList();
    for (Map<String, Set<String>> client : calls) {
      client.keySet().stream()
          .filter(method -> !service.isOperation(method) && !isLambda(method))
          .forEach(kept::add);
    }
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Map<String, Set<String>> client : calls) {
        for (Map.Entry<String, Set<String>> method : client.entrySet()) {
          grew |= kept.contains(method.getKey()) && kept.addAll(method.getValue());
        }
      }
    }
    return clients.stream().map(client -> only(kept, client)).toList();
  }

  /** Stays with the method that it is part of. */
  private static boolean isLambda(String method) {
    return method.startsWith("lambda$");
  }

  /**
   * Written anew, so that no constant of what is gone is left; first without the list of nested
   * classes, as only those that are still named then belong in it (Java Virtual Machine
   * Specification, 4.7.6).
   */
  private static byte[] only(Set<String> kept, byte[] client) {
    Set<String> named = NamedClasses.in(written(client, kept, Set.of()));
    return written(client, kept, named);
  }

  private static byte[] written(byte[] client, Set<String> methods, Set<String> nestedClasses) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(client)
        .accept(
            new ByMethod(writer) {
              @Override
              public void visitInnerClass(
                  String name, @Nullable String outer, @Nullable String inner, int access) {
                if (nestedClasses.contains(name)) {
                  super.visitInnerClass(name, outer, inner, access);
                }
              }

              @Override
              @Nullable MethodVisitor visit(String method, Supplier<MethodVisitor> written) {
                return methods.contains(method) ? written.get() : null;
              }
            },
            0);
    return writer.toByteArray();
  }
}
