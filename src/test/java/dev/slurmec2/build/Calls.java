package dev.slurmec2.build;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Who calls what in a class file, by name and descriptor. */
final class Calls extends ByMethod {
  private final Map<String, Set<String>> byMethod = new TreeMap<>();

  private Calls() {}

  /**
   * Reads a class file.
   *
   * @return for each of its methods what that calls, of whichever class, also by a method reference
   */
  static Map<String, Set<String>> in(byte[] file) {
    Calls calls = new Calls();
    new ClassReader(file).accept(calls, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return calls.byMethod;
  }

  @Override
  MethodVisitor visit(String method, Supplier<MethodVisitor> written) {
    Set<String> called = byMethod.computeIfAbsent(method, key -> new TreeSet<>());
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public void visitMethodInsn(
          int opcode, String owner, String callee, String type, boolean isInterface) {
        called.add(callee + type);
      }

      @Override
      public void visitInvokeDynamicInsn(
          String callee, String type, Handle bootstrap, Object... constants) {
        for (Object constant : constants) {
          if (constant instanceof Handle handle) {
            called.add(handle.getName() + handle.getDesc());
          }
        }
      }

      @Override
      public void visitLdcInsn(Object constant) {
        if (constant instanceof Handle handle) {
          called.add(handle.getName() + handle.getDesc());
        }
      }
    };
  }
}
