package dev.slurmec2.build;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Class files of this test's class path. */
final class ClassFiles {
  private ClassFiles() {}

  static byte[] of(String className) throws IOException {
    String file = className.replace('.', '/') + ".class";
    try (InputStream in = ClassFiles.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new FileNotFoundException(file);
      }
      return in.readAllBytes();
    }
  }
}
