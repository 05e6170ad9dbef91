package dev.slurmec2.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockedLinesTest {
  private static final List<String> OLD = List.of("first 1", "second 2", "third 3");

  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("changes")
  void the_file_holds_what_it_was_changed_to_and_no_more(List<String> lines) throws IOException {
    Path file = directory.resolve("lines");
    LockedLines locked = new LockedLines(file);
    locked.change(none -> OLD);

    locked.change(
        before -> {
          assertThat(before).isEqualTo(OLD);
          return lines;
        });

    assertThat(Files.readString(file)).isEqualTo(text(lines));
    assertThat(locked.read()).isEqualTo(lines);
  }

  /** What a launch or a cool-down is worth more than: that all of them are forgotten. */
  @ParameterizedTest
  @MethodSource("changes")
  void who_is_killed_between_any_two_steps_leaves_the_old_lines_or_the_new_ones(
      List<String> lines) {
    int step = 0;
    Disk disk = new Disk(text(OLD), 1000);
    boolean killed = true;
    while (killed) {
      disk = new Disk(text(OLD), 1000);
      disk.stepsLeft = step++;
      killed = isKilled(disk, lines);
      assertThat(disk.lines()).as("killed after %d steps", step - 1).isIn(OLD, lines);
    }
    assertThat(disk.text()).isEqualTo(text(lines));
    assertThat(step).as("steps that were tried").isGreaterThan(2);
  }

  private static boolean isKilled(Disk disk, List<String> lines) {
    try {
      LockedLines.write(disk, lines);
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (Killed e) {
      return true;
    }
  }

  @Test
  void a_full_disk_changes_nothing_and_is_an_error() {
    List<String> longer = List.of("zeroth 0", "first 1", "second 2", "third 3", "fourth 4");
    for (int room = text(OLD).length(); room < text(longer).length(); room++) {
      Disk disk = new Disk(text(OLD), room);

      assertThatThrownBy(() -> LockedLines.write(disk, longer)).hasMessageContaining("No space");

      assertThat(disk.text()).isEqualTo(text(OLD));
    }
  }

  @Test
  void what_needs_no_more_room_is_written_on_a_full_disk_too() throws IOException {
    Disk disk = new Disk(text(OLD), text(OLD).length());

    LockedLines.write(disk, List.of("first 1", "fifth 5"));

    assertThat(disk.text()).isEqualTo("first 1\nfifth 5\n");
  }

  @Test
  void a_file_of_absurd_length_is_begun_anew() throws IOException {
    Path file = directory.resolve("lines");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(5L << 30);
    }

    new LockedLines(file).change(before -> before.isEmpty() ? OLD : before);

    assertThat(Files.readString(file)).isEqualTo(text(OLD));
  }

  @Test
  void empty_lines_are_not_shown() throws IOException {
    Path file = directory.resolve("lines");
    Files.writeString(file, "\n\nfirst 1\n\nsecond 2\n\n\n");

    assertThat(new LockedLines(file).read()).containsExactly("first 1", "second 2");
  }

  static Stream<List<String>> changes() {
    return Stream.of(
        List.of(),
        List.of("third 3"),
        List.of("first 1", "second 3", "third 2"),
        List.of("first 1", "second 2", "third 3", "fourth 4"),
        List.of("zeroth 0", "first 1", "ünicode 2"));
  }

  private static String text(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /** SIGKILL. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A file with a disk of so many bytes, whose writer may be killed. */
  private static final class Disk implements SeekableByteChannel {
    private final byte[] bytes;
    private int size;
    private int position;
    private int stepsLeft = Integer.MAX_VALUE;

    Disk(String text, int room) {
      byte[] held = text.getBytes(UTF_8);
      this.bytes = Arrays.copyOf(held, room);
      this.size = held.length;
    }

    String text() {
      return new String(bytes, 0, size, UTF_8);
    }

    List<String> lines() {
      return text().lines().filter(line -> !line.isEmpty()).toList();
    }

    private void step() {
      if (stepsLeft-- == 0) {
        throw new Killed();
      }
    }

    /** As write(2): as much as there is room for, and an error when there is none. */
    @Override
    public int write(ByteBuffer source) throws IOException {
      step();
      int count = Math.min(source.remaining(), bytes.length - position);
      if (count == 0) {
        throw new IOException("No space left on device");
      }
      source.get(bytes, position, count);
      position += count;
      size = Math.max(size, position);
      return count;
    }

    @Override
    public SeekableByteChannel truncate(long length) {
      step();
      size = (int) Math.min(size, length);
      position = Math.min(position, size);
      return this;
    }

    @Override
    public SeekableByteChannel position(long to) {
      position = (int) to;
      return this;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int read(ByteBuffer target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
