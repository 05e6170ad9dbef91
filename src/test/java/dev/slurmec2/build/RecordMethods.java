package dev.slurmec2.build;

import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes a record's methods as {@link java.lang.runtime.ObjectMethods} makes them, each the body of
 * a static method that takes the record first.
 */
final class RecordMethods {
  private static final String OBJECTS = "java/util/Objects";

  private final MethodVisitor body;
  private final String owner;
  private final String simpleName;
  private final List<Handle> components;

  /**
   * One record's.
   *
   * @param owner the record's internal name
   * @param simpleName its name in its source
   * @param constants of the instruction: the class, the components' names, then how to get each
   */
  RecordMethods(MethodVisitor body, String owner, String simpleName, Object... constants) {
    this.body = body;
    this.owner = owner;
    this.simpleName = simpleName;
    this.components =
        Arrays.stream(constants).filter(Handle.class::isInstance).map(Handle.class::cast).toList();
  }

  /** Of each component 31 times what was before it, and its own hash code. */
  void hash() {
    body.visitInsn(Opcodes.ICONST_0);
    for (Handle component : components) {
      Type type = Type.getType(component.getDesc());
      body.visitIntInsn(Opcodes.BIPUSH, 31);
      body.visitInsn(Opcodes.IMUL);
      get(component, 0);
      if (isReference(type)) {
        body.visitMethodInsn(
            Opcodes.INVOKESTATIC, OBJECTS, "hashCode", "(Ljava/lang/Object;)I", false);
      } else {
        body.visitMethodInsn(
            Opcodes.INVOKESTATIC, box(type), "hashCode", "(" + type.getDescriptor() + ")I", false);
      }
      body.visitInsn(Opcodes.IADD);
    }
    body.visitInsn(Opcodes.IRETURN);
  }

  /** Of the same class, and each component equal. */
  void equal() {
    Label isAnother = new Label();
    Label differs = new Label();
    body.visitVarInsn(Opcodes.ALOAD, 0);
    body.visitVarInsn(Opcodes.ALOAD, 1);
    body.visitJumpInsn(Opcodes.IF_ACMPNE, isAnother);
    body.visitInsn(Opcodes.ICONST_1);
    body.visitInsn(Opcodes.IRETURN);
    body.visitLabel(isAnother);
    body.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    body.visitVarInsn(Opcodes.ALOAD, 1);
    body.visitTypeInsn(Opcodes.INSTANCEOF, owner);
    body.visitJumpInsn(Opcodes.IFEQ, differs);
    for (Handle component : components) {
      Type type = Type.getType(component.getDesc());
      get(component, 0);
      get(component, 1);
      if (isReference(type)) {
        body.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            OBJECTS,
            "equals",
            "(Ljava/lang/Object;Ljava/lang/Object;)Z",
            false);
        body.visitJumpInsn(Opcodes.IFEQ, differs);
      } else {
        // So that one that is no number equals itself, and 0.0 is not -0.0.
        String both = type.getDescriptor() + type.getDescriptor();
        body.visitMethodInsn(Opcodes.INVOKESTATIC, box(type), "compare", "(" + both + ")I", false);
        body.visitJumpInsn(Opcodes.IFNE, differs);
      }
    }
    body.visitInsn(Opcodes.ICONST_1);
    body.visitInsn(Opcodes.IRETURN);
    body.visitLabel(differs);
    body.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    body.visitInsn(Opcodes.ICONST_0);
    body.visitInsn(Opcodes.IRETURN);
  }

  /** {@code Name[a=1, b=2]}. */
  void text() {
    StringBuilder words = new StringBuilder(simpleName).append('[');
    JoinedText.begin(body);
    String comma = "";
    for (Handle component : components) {
      JoinedText.addWords(body, words.append(comma).append(component.getName()).append('='));
      get(component, 0);
      JoinedText.addValue(body, Type.getType(component.getDesc()));
      comma = ", ";
    }
    JoinedText.addWords(body, words.append(']'));
    JoinedText.end(body);
  }

  private void get(Handle component, int variable) {
    body.visitVarInsn(Opcodes.ALOAD, variable);
    if (variable > 0) {
      body.visitTypeInsn(Opcodes.CHECKCAST, owner);
    }
    body.visitFieldInsn(Opcodes.GETFIELD, owner, component.getName(), component.getDesc());
  }

  private static boolean isReference(Type type) {
    return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
  }

  private static String box(Type type) {
    return switch (type.getSort()) {
      case Type.BOOLEAN -> "java/lang/Boolean";
      case Type.BYTE -> "java/lang/Byte";
      case Type.CHAR -> "java/lang/Character";
      case Type.SHORT -> "java/lang/Short";
      case Type.LONG -> "java/lang/Long";
      case Type.FLOAT -> "java/lang/Float";
      case Type.DOUBLE -> "java/lang/Double";
      default -> "java/lang/Integer";
    };
  }
}
