package dev.slurmec2.sandbox.engine;

import java.util.List;
import java.util.Optional;

/**
 * One page of an answer.
 *
 * @param nextToken asks for the next page; empty on the last
 */
public record Page<T>(List<T> items, Optional<String> nextToken) {
  public Page {
    items = List.copyOf(items);
  }
}
