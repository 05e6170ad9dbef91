package dev.slurmec2.sandbox.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What exists from the start. Where a set is empty, everything well-formed of its kind exists and
 * comes into being when it is first asked for.
 *
 * @param subnets zone by subnet id; a zone without a region's name in front, as {@code a}, is one
 *     of whatever region asks
 * @param templates names (or ids) of launch templates, in every region
 * @param images AMIs, in every region
 * @param parameters values by name, in every region
 */
public record Inventory(
    Map<String, String> subnets,
    Set<String> templates,
    Set<String> images,
    Map<String, String> parameters) {

  /** Everything well-formed exists. */
  public static final Inventory OPEN = new Inventory(Map.of(), Set.of(), Set.of(), Map.of());

  public Inventory {
    subnets = Collections.unmodifiableMap(new LinkedHashMap<>(subnets));
    templates = Set.copyOf(templates);
    images = Set.copyOf(images);
    parameters = Map.copyOf(parameters);
  }
}
