package dev.slurmec2.sandbox.engine;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request's MaxResults and NextToken.
 *
 * @param maxResults the page's size, if one is asked for
 * @param nextToken where to go on
 */
public record Paging(Optional<Integer> maxResults, Optional<String> nextToken) {

  /** EC2 takes page sizes from 5 to 1000. */
  private static final int SMALLEST = 5;

  private static final int LARGEST = 1000;

  /** Everything in one page. */
  public static final Paging NONE = new Paging(Optional.empty(), Optional.empty());

  boolean isUsed() {
    return maxResults.isPresent() || nextToken.isPresent();
  }

  /**
   * Cuts a page out of a list whose order is that of its keys. The token holds the last key, so
   * that what comes or goes between two pages moves nothing.
   */
  public <T> Page<T> page(List<T> all, Function<T, String> key) {
    maxResults.ifPresent(
        size -> {
          if (size < SMALLEST || size > LARGEST) {
            throw ApiError.value(
                "Value ( %d ) for parameter maxResults is invalid. Expecting a value between %d and %d."
                    .formatted(size, SMALLEST, LARGEST));
          }
        });
    String after = nextToken.map(Paging::decode).orElse("");
    List<T> rest = all.stream().filter(item -> key.apply(item).compareTo(after) > 0).toList();
    int size = maxResults.orElse(nextToken.isPresent() ? LARGEST : Integer.MAX_VALUE);
    if (rest.size() <= size) {
      return new Page<>(rest, Optional.empty());
    }
    List<T> page = rest.subList(0, size);
    return new Page<>(page, Optional.of(encode(key.apply(page.get(size - 1)))));
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder().encodeToString(("after " + key).getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith("after ")) {
        return text.substring("after ".length());
      }
    } catch (IllegalArgumentException e) {
      throw badToken(token);
    }
    throw badToken(token);
  }

  private static ApiError badToken(String token) {
    return ApiError.value("Unable to parse pagination token '" + token + "'.");
  }
}
