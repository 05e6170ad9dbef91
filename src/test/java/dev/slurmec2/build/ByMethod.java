package dev.slurmec2.build;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Goes through a class file method by method. */
abstract class ByMethod extends ClassVisitor {

  /** Only reads. */
  ByMethod() {
    super(Opcodes.ASM9);
  }

  /**
   * Writes what it reads.
   *
   * @param next what writes
   */
  ByMethod(ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /**
   * What is done with a method.
   *
   * @param method its name and descriptor
   * @param written asked for, the method is written: by what this gives
   * @return what reads it; null to pass it by
   */
  abstract @Nullable MethodVisitor visit(String method, Supplier<MethodVisitor> written);

  @Override
  public final @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    return visit(
        name + descriptor,
        () -> super.visitMethod(access, name, descriptor, signature, exceptions));
  }
}
