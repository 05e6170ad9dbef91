package dev.slurmec2.hostlist;

import java.util.Collection;
import java.util.List;

/**
 * Slurm's hostlist expressions, as {@code node[0-3,7],gpu[08-10]}. Pure text: no process, no
 * slurm.conf.
 */
public final class Hostlist {

  /**
   * The most names that one expression may mean or one fold may take: Slurm has at most 64 K nodes
   * (MAX_SLURM_NODES in slurm/slurm.h.in) and refuses longer ranges (MAX_RANGE in
   * src/common/hostlist.c).
   */
  public static final int MAX_NAMES = 64 * 1024;

  /**
   * The longest name in characters: the longest name that DNS has, and well above Slurm's own 64
   * (HOST_NAME_MAX). Keeps what a short hostile expression can fill in memory to some megabytes.
   */
  public static final int MAX_NAME_LENGTH = 255;

  private Hostlist() {}

  /**
   * The names that an expression means, in its order, duplicates kept, as {@code scontrol show
   * hostnames} prints them. With several brackets in a name the last one varies fastest (for three
   * and more Slurm 22.05 shuffles the others; no order is documented).
   *
   * <p>Understood: items separated by commas or white space, empty items left out; in a name any
   * number of brackets with numbers and ranges ({@code rack[0-63]_blade[0-41,50]}); zero padding,
   * to the width of a range's first number; text behind a bracket, as Slurm does from 23.11 on.
   * Stricter than Slurm in one thing: a bracket that is never closed is an error, where {@code
   * scontrol} makes up a name.
   *
   * @param expression may be empty, which means no names
   * @throws HostlistException when the expression cannot be read, means more than {@link
   *     #MAX_NAMES} names or one longer than {@link #MAX_NAME_LENGTH}
   */
  public static List<String> expand(String expression) {
    return new Expander(expression).expand();
  }

  /**
   * The shortest usual expression for names: sorted, without duplicates, the number at a name's end
   * folded into brackets, padding kept: {@code a0b[1-2],a1b1}, {@code n[09-11,100]}. Apart from the
   * duplicates it is what {@code scontrol show hostlistsorted} prints. {@link #expand} of it gives
   * the names back in that order.
   *
   * @param names in any order; none gives the empty string
   * @throws HostlistException when a name is empty, too long, has characters that are hostlist
   *     syntax, or there are more than {@link #MAX_NAMES}
   */
  public static String fold(Collection<String> names) {
    return Folder.fold(names);
  }

  /**
   * The names in the order of {@link #fold}, without duplicates.
   *
   * @throws HostlistException as {@link #fold}
   */
  public static List<String> sorted(Collection<String> names) {
    return Folder.sorted(names).stream().map(HostName::text).toList();
  }

  /** Whether the text can stand in a hostlist as one name that means itself. */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_NAME_LENGTH
        && text.chars().noneMatch(c -> isSeparator((char) c) || c == '[' || c == ']');
  }

  /** Comma and white space, as {@code hostlist_create} of src/common/hostlist.c separates. */
  static boolean isSeparator(char c) {
    return c == ',' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
