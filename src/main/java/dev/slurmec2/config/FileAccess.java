package dev.slurmec2.config;

import java.util.Locale;

/**
 * Who can change a file.
 *
 * @param owner the owning user's name, or number where it has none
 * @param group the owning group's name, or number
 * @param mode permission bits as chmod(1) has them, {@code 0644}; with an access control list, its
 *     mask stands in the place of the group's bits (acl(5))
 */
public record FileAccess(String owner, String group, int mode) {

  private static final int PERMISSIONS = 07777;
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;

  public FileAccess {
    mode &= PERMISSIONS;
  }

  boolean groupWrites() {
    return (mode & GROUP_WRITES) != 0;
  }

  boolean othersWrite() {
    return (mode & OTHERS_WRITE) != 0;
  }

  /** The mode in octal digits, as in {@code 0664}. */
  String modeText() {
    return String.format(Locale.ROOT, "%04o", mode);
  }
}
