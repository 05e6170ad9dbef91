package dev.slurmec2.build;

import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Takes out of libraries what they do at each start and what the suite does not need
 * (docs/decisions/0030-code-made-at-the-build.md).
 */
final class StartUpWork {
  /** The SDK's search for files that list further interceptors. */
  static final String INTERCEPTOR_FILES =
      "software/amazon/awssdk/core/interceptor/ClasspathInterceptorChainFactory";

  static final String INTERCEPTOR_SEARCH =
      "createExecutionInterceptorsFromClasspath(Ljava/lang/String;)Ljava/util/Collection;";

  /** Where the SDK finds out whether Scala or Kotlin are there, to say so to AWS. */
  static final String LANGUAGES =
      "software/amazon/awssdk/core/internal/useragent/UserAgentLangValues";

  static final String LANGUAGES_SEARCH = "getAdditionalJvmLanguages()Ljava/util/List;";

  /** Where the SDK knows EC2's partitions from, unless AWS_PARTITIONS_FILE names a file. */
  static final String PARTITIONS =
      "software/amazon/awssdk/services/ec2/endpoints/internal/DefaultPartitionDataProvider";

  static final String PARTITIONS_SEARCH = "classpathPartitionsFile()Ljava/util/Optional;";

  /** What the search would find. */
  static final String PARTITIONS_FILE = "software/amazon/awssdk/global/partitions.json";

  private static final String JSON_PARSER =
      "software/amazon/awssdk/protocols/jsoncore/JsonNodeParser";

  /** Where Jackson's parsers have the limits of numbers, and what uses them. */
  static final String PARSER_LIMITS = "tools/jackson/core/base/ParserMinimalBase";

  static final String PARSER = "tools/jackson/core/base/ParserBase";

  private static final String DECIMAL = "java/math/BigDecimal";
  private static final String OF_INTEGER = "(Ljava/math/BigInteger;)V";

  private StartUpWork() {}

  /**
   * The factory of interceptors, finding none: for a jar that has no such file. Each search in the
   * jar for what is not there reads the list of its entries.
   */
  static byte[] withoutInterceptorFiles(byte[] factory) {
    return changed(factory, (method, next) -> emptyList(method, INTERCEPTOR_SEARCH, next));
  }

  /** The languages beside Java, finding none: they come with libraries, which the jar has not. */
  static byte[] withoutLanguages(byte[] languages) {
    return changed(languages, (method, next) -> emptyList(method, LANGUAGES_SEARCH, next));
  }

  private static MethodVisitor emptyList(String method, String search, MethodVisitor next) {
    return method.equals(search) ? OtherBody.nothingFound(next, "java/util/List", "of") : next;
  }

  /**
   * The partitions, without a search for a file in a jar that has none, and with a parser of JSON
   * only for the file that is named.
   */
  static byte[] withoutPartitionsFile(byte[] provider) {
    return changed(
        provider,
        (method, next) ->
            switch (method) {
              case PARTITIONS_SEARCH -> OtherBody.nothingFound(next, "java/util/Optional", "empty");
              case "<clinit>()V" -> new OtherBody(next, body -> body.visitInsn(Opcodes.RETURN));
              default -> new MadeParser(next);
            });
  }

  /**
   * Jackson's parser without decimals until one is needed. Java 25 prepares a table of powers of
   * five at the first BigDecimal (java.math.BigDecimal, FIVE_TO_2_TO), which takes 15 ms.
   */
  static byte[] withLazyDecimals(byte[] parser) {
    return changed(
        parser,
        (method, next) ->
            method.equals("<clinit>()V") ? new WithoutDecimals(next) : new MadeDecimals(next));
  }

  private static byte[] changed(
      byte[] classFile, BiFunction<String, MethodVisitor, MethodVisitor> change) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    new ClassReader(classFile)
        .accept(
            new ByMethod(writer) {
              @Override
              MethodVisitor visit(String method, Supplier<MethodVisitor> written) {
                return change.apply(method, written.get());
              }
            },
            0);
    return writer.toByteArray();
  }

  /** Writes another body and passes the method's own by. */
  private static final class OtherBody extends MethodVisitor {
    private final MethodVisitor method;
    private final Consumer<MethodVisitor> body;

    OtherBody(MethodVisitor method, Consumer<MethodVisitor> body) {
      super(Opcodes.ASM9);
      this.method = method;
      this.body = body;
    }

    /** Returns what a static method of an interface, List, or of a class gives. */
    static OtherBody nothingFound(MethodVisitor method, String type, String maker) {
      return new OtherBody(
          method,
          body -> {
            body.visitMethodInsn(
                Opcodes.INVOKESTATIC, type, maker, "()L" + type + ";", type.endsWith("List"));
            body.visitInsn(Opcodes.ARETURN);
          });
    }

    @Override
    public void visitEnd() {
      method.visitCode();
      body.accept(method);
      method.visitMaxs(0, 0);
      method.visitEnd();
    }
  }

  /** Makes the parser where it is used. */
  private static final class MadeParser extends MethodVisitor {
    MadeParser(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (opcode == Opcodes.GETSTATIC && descriptor.equals("L" + JSON_PARSER + ";")) {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC, JSON_PARSER, "create", "()" + descriptor, false);
      } else {
        super.visitFieldInsn(opcode, owner, name, descriptor);
      }
    }
  }

  /** Leaves out {@code BD_… = new BigDecimal(BI_…)}. */
  private static final class WithoutDecimals extends MethodVisitor {
    private boolean isNew;

    WithoutDecimals(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      isNew = opcode == Opcodes.NEW && type.equals(DECIMAL);
      if (!isNew) {
        super.visitTypeInsn(opcode, type);
      }
    }

    @Override
    public void visitInsn(int opcode) {
      if (isNew && opcode == Opcodes.DUP) {
        isNew = false;
      } else {
        super.visitInsn(opcode);
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (!owner.equals(DECIMAL)) {
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (opcode == Opcodes.PUTSTATIC && isDecimal(descriptor)) {
        super.visitInsn(Opcodes.POP);
      } else {
        super.visitFieldInsn(opcode, owner, name, descriptor);
      }
    }
  }

  /** Puts {@code new BigDecimal(BI_…)} where {@code BD_…} is read. */
  private static final class MadeDecimals extends MethodVisitor {
    MadeDecimals(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (opcode == Opcodes.GETSTATIC && isDecimal(descriptor) && name.startsWith("BD_")) {
        super.visitTypeInsn(Opcodes.NEW, DECIMAL);
        super.visitInsn(Opcodes.DUP);
        super.visitFieldInsn(
            Opcodes.GETSTATIC, owner, name.replace("BD_", "BI_"), "Ljava/math/BigInteger;");
        super.visitMethodInsn(Opcodes.INVOKESPECIAL, DECIMAL, "<init>", OF_INTEGER, false);
      } else {
        super.visitFieldInsn(opcode, owner, name, descriptor);
      }
    }
  }

  private static boolean isDecimal(String descriptor) {
    return descriptor.equals("L" + DECIMAL + ";");
  }
}
