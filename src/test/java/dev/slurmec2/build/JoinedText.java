package dev.slurmec2.build;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes code that joins texts and values, as {@link java.lang.invoke.StringConcatFactory} does.
 */
final class JoinedText {
  private static final String BUILDER = "java/lang/StringBuilder";

  private JoinedText() {}

  /**
   * Writes the body of a static method.
   *
   * @param type the method's descriptor: takes the values, returns the text
   * @param constants the recipe, in which \1 stands for the next value and \2 for the next of the
   *     constants after it
   */
  static void write(MethodVisitor body, String type, Object... constants) {
    String recipe = (String) constants[0];
    Deque<Object> further = new ArrayDeque<>(Arrays.asList(constants).subList(1, constants.length));
    Deque<Type> values = new ArrayDeque<>(Arrays.asList(Type.getArgumentTypes(type)));
    begin(body);
    int variable = 0;
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < recipe.length(); i++) {
      char sign = recipe.charAt(i);
      if (sign == '\1') {
        addWords(body, words);
        Type value = values.remove();
        body.visitVarInsn(value.getOpcode(Opcodes.ILOAD), variable);
        variable += value.getSize();
        addValue(body, value);
      } else if (sign == '\2') {
        words.append(further.remove());
      } else {
        words.append(sign);
      }
    }
    addWords(body, words);
    end(body);
  }

  static void begin(MethodVisitor body) {
    body.visitTypeInsn(Opcodes.NEW, BUILDER);
    body.visitInsn(Opcodes.DUP);
    body.visitMethodInsn(Opcodes.INVOKESPECIAL, BUILDER, "<init>", "()V", false);
  }

  /** Adds what has been gathered, and gathers anew. */
  static void addWords(MethodVisitor body, StringBuilder words) {
    if (!words.isEmpty()) {
      body.visitLdcInsn(words.toString());
      addValue(body, Type.getType(String.class));
      words.setLength(0);
    }
  }

  /** Adds the value on the stack. */
  static void addValue(MethodVisitor body, Type value) {
    String shown =
        switch (value.getSort()) {
          case Type.BYTE, Type.SHORT -> "I";
          case Type.OBJECT, Type.ARRAY ->
              value.getClassName().equals("java.lang.String")
                  ? value.getDescriptor()
                  : "Ljava/lang/Object;";
          default -> value.getDescriptor();
        };
    body.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL, BUILDER, "append", "(" + shown + ")L" + BUILDER + ";", false);
  }

  static void end(MethodVisitor body) {
    body.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "toString", "()Ljava/lang/String;", false);
    body.visitInsn(Opcodes.ARETURN);
  }
}
