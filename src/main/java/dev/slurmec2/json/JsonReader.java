package dev.slurmec2.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON (RFC 8259) into {@link Json} trees. Jackson's streaming parser does the reading; its
 * own tree model forgets places, which is why there is one here.
 */
public final class JsonReader {

  /** Deeper documents are refused by Jackson (500 levels), far above any configuration. */
  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private JsonReader() {}

  /**
   * A key that its object has already.
   *
   * @param key the key
   * @param pointer the JSON pointer of its member
   * @param at where it stands the second time
   * @param first where it stands the first time
   */
  public record DuplicateKey(String key, String pointer, Location at, Location first) {}

  /**
   * Reads one document.
   *
   * @param text the whole text; a byte order mark at its start is skipped
   * @return the root value
   * @throws JsonSyntaxException when the text is not one JSON value, has a key twice in one object,
   *     or goes on behind its value
   */
  public static Json read(String text) throws JsonSyntaxException {
    List<DuplicateKey> duplicates = new ArrayList<>();
    Json root = read(text, duplicates::add);
    if (!duplicates.isEmpty()) {
      DuplicateKey duplicate = duplicates.get(0);
      throw new JsonSyntaxException(
          "the key \"" + duplicate.key() + "\" is there twice", duplicate.at());
    }
    return root;
  }

  /**
   * Reads one document and goes on behind keys that an object has twice; the later member counts.
   *
   * @param text the whole text; a byte order mark at its start is skipped
   * @param duplicates told of each such key, in the order of the text
   * @return the root value
   * @throws JsonSyntaxException when the text is not one JSON value or goes on behind its value
   */
  public static Json read(String text, Consumer<DuplicateKey> duplicates)
      throws JsonSyntaxException {
    String document = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new JsonSyntaxException("the file is empty", new Location(1, 1));
      }
      Json root = value(parser, first, duplicates);
      if (parser.nextToken() != null) {
        throw new JsonSyntaxException(
            "there is text behind the document's end", place(parser.currentTokenLocation()));
      }
      return root;
    } catch (JacksonException e) {
      TokenStreamLocation location = e.getLocation();
      throw new JsonSyntaxException(
          e.getOriginalMessage(), location == null ? Location.NONE : place(location));
    }
  }

  private static Json value(JsonParser parser, JsonToken token, Consumer<DuplicateKey> duplicates) {
    Location at = place(parser.currentTokenLocation());
    return switch (token) {
      case START_OBJECT -> object(parser, at, duplicates);
      case START_ARRAY -> array(parser, at, duplicates);
      case VALUE_STRING -> new Json.Text(parser.getString(), at);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Numeral(parser.getString(), at);
      case VALUE_TRUE -> new Json.Bool(true, at);
      case VALUE_FALSE -> new Json.Bool(false, at);
      default -> new Json.Null(at);
    };
  }

  private static Json object(JsonParser parser, Location at, Consumer<DuplicateKey> duplicates) {
    Map<String, Json> members = new LinkedHashMap<>();
    Map<String, Location> keys = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Location keyAt = place(parser.currentTokenLocation());
      Location first = keys.putIfAbsent(key, keyAt);
      if (first != null) {
        String pointer = parser.streamReadContext().pathAsPointer().toString();
        duplicates.accept(new DuplicateKey(key, pointer, keyAt, first));
      }
      members.put(key, value(parser, parser.nextToken(), duplicates));
    }
    return new Json.ObjectNode(members, keys, at);
  }

  private static Json array(JsonParser parser, Location at, Consumer<DuplicateKey> duplicates) {
    List<Json> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(parser, token, duplicates));
    }
    return new Json.ArrayNode(items, at);
  }

  private static Location place(TokenStreamLocation location) {
    return new Location(location.getLineNr(), location.getColumnNr());
  }
}
