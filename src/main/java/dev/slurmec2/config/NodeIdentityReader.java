package dev.slurmec2.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks how a node group's nodes are named and reached. */
final class NodeIdentityReader {
  private static final String ID = "id";

  /** {@code {word}} or {@code {word:rest}}. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}:]*)(:[^{}]*)?\\}");

  private static final Pattern WIDTH = Pattern.compile(":0([1-9])");

  /** What host names are made of (RFC 1123, section 2.1), without the dot, which ends a name. */
  private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9-]*");

  private static final List<String> WORDS =
      List.of(ID, ReferenceSyntax.PARTITION, ReferenceSyntax.NODE_GROUP);

  private NodeIdentityReader() {}

  /** The identity; whatever is reported has its default. */
  static NodeIdentity read(Members group, String partition, String nodeGroup) {
    NodeIdentity standard = NodeIdentity.standard(partition, nodeGroup);
    NodeNaming naming =
        known(group, "NodeNamePattern")
            .flatMap(element -> naming(element, partition, nodeGroup))
            .orElse(standard.naming());
    AddressFamily family =
        known(group, "NodeAddr")
            .flatMap(
                element ->
                    Words.read(
                        element,
                        AddressFamily.values(),
                        AddressFamily::word,
                        standard.addressFamily()))
            .orElse(standard.addressFamily());
    NodeHostName hostName =
        known(group, "NodeHostName")
            .flatMap(
                element ->
                    Words.read(
                        element, NodeHostName.values(), NodeHostName::word, standard.hostName()))
            .orElse(standard.hostName());
    NodeNameTags nameTags =
        known(group, "NodeNameTags")
            .flatMap(
                element ->
                    Words.read(
                        element, NodeNameTags.values(), NodeNameTags::word, standard.nameTags()))
            .orElse(standard.nameTags());
    return new NodeIdentity(naming, family, hostName, nameTags);
  }

  private static Optional<Element> known(Members group, String key) {
    Optional<Element> element = group.optional(key);
    if (element.isPresent() && element.get().isPostponed()) {
      element.get().error(References.notHere(key));
      return Optional.empty();
    }
    return element;
  }

  private static Optional<NodeNaming> naming(Element element, String partition, String nodeGroup) {
    Optional<String> pattern = element.text();
    if (pattern.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder prefix = new StringBuilder();
    Optional<Integer> width = Optional.empty();
    Matcher placeholder = PLACEHOLDER.matcher(pattern.get());
    int from = 0;
    while (placeholder.find()) {
      prefix.append(pattern.get(), from, placeholder.start());
      from = placeholder.end();
      String word = placeholder.group(1);
      boolean hasWidth = placeholder.group(2) != null;
      if (word.equals(ID)) {
        if (width.isPresent() || from != pattern.get().length()) {
          element.error("must have {id} once, and at its end, such as machine{id:03}.");
          return Optional.empty();
        }
        width = width(element, placeholder);
        if (width.isEmpty()) {
          return Optional.empty();
        }
      } else if (word.equals(ReferenceSyntax.PARTITION) && !hasWidth) {
        prefix.append(partition);
      } else if (word.equals(ReferenceSyntax.NODE_GROUP) && !hasWidth) {
        prefix.append(nodeGroup);
      } else {
        element.error(
            "has "
                + Quoted.shortened(placeholder.group())
                + ", which cannot be filled in; what can is {partition}, {nodegroup}, {id} and"
                + " {id:03}"
                + NearMiss.of(word, WORDS).map(near -> " (did you mean {" + near + "}?)").orElse("")
                + ".");
        return Optional.empty();
      }
    }
    prefix.append(pattern.get().substring(from));
    if (width.isEmpty()) {
      element.error("must end in {id}, the node's number, such as machine{id:03}.");
      return Optional.empty();
    }
    if (!PREFIX.matcher(prefix).matches()) {
      element.error(
          "must have letters, digits and dashes before {id}, not a dash first, and not "
              + Quoted.of(prefix.toString())
              + ".");
      return Optional.empty();
    }
    return Optional.of(new NodeNaming(prefix.toString(), 1, width.get()));
  }

  private static Optional<Integer> width(Element element, Matcher placeholder) {
    if (placeholder.group(2) == null) {
      return Optional.of(0);
    }
    Matcher width = WIDTH.matcher(placeholder.group(2));
    if (!width.matches()) {
      element.error(
          "has "
              + Quoted.shortened(placeholder.group())
              + "; write {id}, or {id:03} for three digits at least (one to nine).");
      return Optional.empty();
    }
    return Optional.of(Integer.parseInt(width.group(1)));
  }
}
