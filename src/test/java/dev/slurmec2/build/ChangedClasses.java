package dev.slurmec2.build;

import java.io.IOException;
import java.util.Map;

/** A class loader with some classes changed; what is named alike is loaded anew beside them. */
final class ChangedClasses extends ClassLoader {
  private final String prefix;
  private final Map<String, byte[]> changed;

  /**
   * Classes beside those of the tests.
   *
   * @param prefix how the names of those begin that are not the tests' own
   * @param changed class files by name, with /
   */
  ChangedClasses(String prefix, Map<String, byte[]> changed) {
    super(ChangedClasses.class.getClassLoader());
    this.prefix = prefix;
    this.changed = changed;
  }

  /** The only changed one. */
  static Class<?> load(String name, byte[] file) throws ClassNotFoundException {
    return new ChangedClasses(name, Map.of(name.replace('.', '/'), file)).loadClass(name);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(prefix)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try {
      byte[] file = changed.get(name.replace('.', '/'));
      byte[] known = file == null ? ClassFiles.of(name) : file;
      return defineClass(name, known, 0, known.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
