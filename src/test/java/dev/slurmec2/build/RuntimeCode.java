package dev.slurmec2.build;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Makes at the build what a JVM makes anew in each process, at the first call and of many small
 * classes that no archive keeps: a record's hashCode, equals and toString ({@link
 * java.lang.runtime.ObjectMethods}), and texts that are joined ({@link
 * java.lang.invoke.StringConcatFactory}).
 */
final class RuntimeCode {
  private static final String OBJECT_METHODS = "java/lang/runtime/ObjectMethods";
  private static final String CONCATENATION = "java/lang/invoke/StringConcatFactory";
  private static final String WITH_CONSTANTS = "makeConcatWithConstants";

  private RuntimeCode() {}

  /** Whether a class file has some. */
  static boolean isIn(byte[] classFile) {
    return madeIn(classFile) != classFile;
  }

  private static boolean isMade(Handle bootstrap) {
    return bootstrap.getOwner().equals(OBJECT_METHODS)
        || (bootstrap.getOwner().equals(CONCATENATION)
            && bootstrap.getName().equals(WITH_CONSTANTS));
  }

  /**
   * A class that does the same without.
   *
   * @param classFile of Java 11 or newer; not changed
   * @return another class file; the same one when there is nothing to make
   */
  static byte[] madeIn(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    Maker maker = new Maker(writer);
    reader.accept(maker, 0);
    return maker.methods.isEmpty() ? classFile : writer.toByteArray();
  }

  /** Puts a call of a method of the class itself in the place of each such instruction. */
  private static final class Maker extends ByMethod {
    private final List<Runnable> methods = new ArrayList<>();
    private String owner = "";
    private String simpleName = "";
    private boolean isInterface;

    Maker(ClassVisitor next) {
      super(next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      owner = name;
      simpleName = name.substring(name.lastIndexOf('/') + 1);
      isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
      super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public void visitInnerClass(
        String name, @Nullable String outer, @Nullable String inner, int access) {
      if (name.equals(owner) && inner != null) {
        simpleName = inner;
      }
      super.visitInnerClass(name, outer, inner, access);
    }

    @Override
    MethodVisitor visit(String visited, Supplier<MethodVisitor> written) {
      return new MethodVisitor(Opcodes.ASM9, written.get()) {
        @Override
        public void visitInvokeDynamicInsn(
            String method, String type, Handle bootstrap, Object... constants) {
          if (isMade(bootstrap)) {
            String made = "made$" + methods.size();
            methods.add(() -> make(made, method, type, constants));
            visitMethodInsn(Opcodes.INVOKESTATIC, owner, made, type, isInterface);
          } else {
            super.visitInvokeDynamicInsn(method, type, bootstrap, constants);
          }
        }
      };
    }

    private void make(String made, String method, String type, Object... constants) {
      MethodVisitor body =
          cv.visitMethod(
              Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
              made,
              type,
              null,
              null);
      body.visitCode();
      switch (method) {
        case WITH_CONSTANTS -> JoinedText.write(body, type, constants);
        case "hashCode" -> new RecordMethods(body, owner, simpleName, constants).hash();
        case "equals" -> new RecordMethods(body, owner, simpleName, constants).equal();
        case "toString" -> new RecordMethods(body, owner, simpleName, constants).text();
        default -> throw new IllegalArgumentException(owner + " has an unknown " + method);
      }
      body.visitMaxs(0, 0);
      body.visitEnd();
    }

    @Override
    public void visitEnd() {
      methods.forEach(Runnable::run);
      super.visitEnd();
    }
  }
}
