package dev.slurmec2.sandbox.engine;

/** What all regions share. */
final class World {
  final TypeTable types = TypeTable.builtIn();
  final Capacity capacity = new Capacity();
  final TokenBuckets buckets = new TokenBuckets();
  final Addresses addresses = new Addresses();
  final Ids ids;
  final Inventory inventory;
  Times times;

  World(Inventory inventory, Times times, long seed) {
    this.inventory = inventory;
    this.times = times;
    this.ids = new Ids(seed);
  }
}
