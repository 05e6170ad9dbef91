package dev.slurmec2.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What the build makes, beside what the JVM makes. */
class RuntimeCodeTest {

  @SuppressWarnings("ArrayRecordComponent") // arrays are compared as objects, too
  record Everything(
      boolean truth,
      byte small,
      char sign,
      short shorter,
      int number,
      long longer,
      float fraction,
      double finer,
      @Nullable String text,
      List<String> list,
      int[] array) {}

  record Nothing() {}

  private static final String EVERYTHING = Everything.class.getName();

  /** A class that is not there but here. */
  private static final String JOINING = "dev/slurmec2/build/Joining";

  private static Object made(Object original) throws Exception {
    byte[] file = ClassFiles.of(original.getClass().getName());
    byte[] changed = RuntimeCode.madeIn(file);
    assertThat(RuntimeCode.isIn(file)).isTrue();
    assertThat(RuntimeCode.isIn(changed)).isFalse();
    return copy(original, ChangedClasses.load(original.getClass().getName(), changed));
  }

  private static Object copy(Object original, Class<?> type) throws Exception {
    List<Object> values = new ArrayList<>();
    List<Class<?>> types = new ArrayList<>();
    for (var component : original.getClass().getRecordComponents()) {
      component.getAccessor().setAccessible(true);
      values.add(component.getAccessor().invoke(original));
      types.add(component.getType());
    }
    var constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    return constructor.newInstance(values.toArray());
  }

  private static final int[] ARRAY = {1, 2};

  private static List<Everything> differing() {
    List<String> list = List.of("a");
    return List.of(
        new Everything(true, (byte) 1, 'x', (short) 2, 3, 4, 5.5f, 6.5, "t", list, ARRAY),
        new Everything(false, (byte) 1, 'x', (short) 2, 3, 4, 5.5f, 6.5, "t", list, ARRAY),
        new Everything(true, (byte) -1, 'x', (short) 2, 3, 4, 5.5f, 6.5, "t", list, ARRAY),
        new Everything(true, (byte) 1, 'ü', (short) 2, 3, 4, 5.5f, 6.5, "t", list, ARRAY),
        new Everything(true, (byte) 1, 'x', (short) -2, 3, 4, 5.5f, 6.5, "t", list, ARRAY),
        new Everything(true, (byte) 1, 'x', (short) 2, -3, 4, 5.5f, 6.5, "t", list, ARRAY),
        new Everything(true, (byte) 1, 'x', (short) 2, 3, 1L << 40, 5.5f, 6.5, "t", list, ARRAY),
        new Everything(true, (byte) 1, 'x', (short) 2, 3, 4, Float.NaN, 6.5, "t", list, ARRAY),
        new Everything(true, (byte) 1, 'x', (short) 2, 3, 4, 0.0f, 0.0, "t", list, ARRAY),
        new Everything(true, (byte) 1, 'x', (short) 2, 3, 4, 0.0f, -0.0, "t", list, ARRAY),
        new Everything(true, (byte) 1, 'x', (short) 2, 3, 4, 5.5f, 6.5, null, list, ARRAY),
        new Everything(true, (byte) 1, 'x', (short) 2, 3, 4, 5.5f, 6.5, "t", List.of(), ARRAY),
        new Everything(true, (byte) 1, 'x', (short) 2, 3, 4, 5.5f, 6.5, "t", list, new int[0]));
  }

  @Test
  void a_record_has_the_same_hash_code_and_text() throws Exception {
    record Local(String name) {}
    for (Object original :
        Stream.concat(differing().stream(), Stream.of(new Nothing(), new Local("a"))).toList()) {
      assertThat(made(original)).hasToString(original.toString()).hasSameHashCodeAs(original);
    }
  }

  @Test
  void a_record_equals_the_same_ones() throws Exception {
    Class<?> type = ChangedClasses.load(EVERYTHING, RuntimeCode.madeIn(ClassFiles.of(EVERYTHING)));
    for (Everything one : differing()) {
      for (Everything other : differing()) {
        assertThat(copy(one, type).equals(copy(other, type)))
            .as("%s equals %s", one, other)
            .isEqualTo(one.equals(other));
      }
      Object itself = copy(one, type);
      assertThat(itself.equals(itself)).isTrue();
      assertThat(itself.equals(one)).as("another class").isFalse();
      assertThat(itself.equals(null)).isFalse();
    }
    assertThat(made(new Nothing()).equals(new Nothing())).isFalse();
  }

  private static final Class<?>[] JOINED = {
    boolean.class,
    byte.class,
    char.class,
    short.class,
    int.class,
    long.class,
    float.class,
    double.class,
    String.class,
    Object.class,
    char[].class
  };

  /** The compiler of these tests joins texts by plain code; others do not. */
  private static byte[] joining(String recipe, Object... constants) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_PUBLIC | Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT,
        JOINING,
        null,
        "java/lang/Object",
        null);
    Type[] types = Arrays.stream(JOINED).map(Type::getType).toArray(Type[]::new);
    String descriptor = Type.getMethodDescriptor(Type.getType(String.class), types);
    MethodVisitor body =
        writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "join", descriptor, null, null);
    body.visitCode();
    int variable = 0;
    for (Type type : types) {
      body.visitVarInsn(type.getOpcode(Opcodes.ILOAD), variable);
      variable += type.getSize();
    }
    body.visitInvokeDynamicInsn(
        "makeConcatWithConstants",
        descriptor,
        new Handle(
            Opcodes.H_INVOKESTATIC,
            "java/lang/invoke/StringConcatFactory",
            "makeConcatWithConstants",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
                + "Ljava/lang/invoke/MethodType;Ljava/lang/String;[Ljava/lang/Object;)"
                + "Ljava/lang/invoke/CallSite;",
            false),
        Stream.concat(Stream.of(recipe), Arrays.stream(constants)).toArray());
    body.visitInsn(Opcodes.ARETURN);
    body.visitMaxs(0, 0);
    body.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static Object join(byte[] file, Object... values) throws Exception {
    return ChangedClasses.load(JOINING.replace('/', '.'), file)
        .getMethod("join", JOINED)
        .invoke(null, values);
  }

  @Test
  void joined_texts_are_the_same() throws Exception {
    String all = "\1".repeat(JOINED.length);
    char[] signs = {'a'};
    Object[] values = {
      true, (byte) -1, 'ü', (short) 2, 3, 1L << 40, 0.1f, 1e300, "text", List.of(1), signs
    };
    Object[] others = {false, (byte) 0, ' ', (short) 0, 0, 0L, 0f, 0d, null, null, null};
    for (byte[] file :
        List.of(
            joining(all),
            joining("begins " + all + " ends"),
            joining("\2 and \1" + all.substring(1) + ", \2", "one of two", "two of two"))) {
      byte[] made = RuntimeCode.madeIn(file);

      assertThat(RuntimeCode.isIn(made)).isFalse();
      assertThat(join(made, values)).isEqualTo(join(file, values)).asString().isNotEmpty();
      assertThat(join(made, others)).isEqualTo(join(file, others));
    }
  }

  @Test
  void a_class_without_any_stays_as_it_is() throws Exception {
    byte[] file = ClassFiles.of("org.slf4j.LoggerFactory");

    assertThat(RuntimeCode.madeIn(file)).isSameAs(file);
  }

  @Test
  void a_second_time_changes_nothing() throws Exception {
    byte[] made = RuntimeCode.madeIn(ClassFiles.of(Everything.class.getName()));

    assertThat(RuntimeCode.madeIn(made)).isSameAs(made);
  }
}
