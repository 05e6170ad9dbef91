package dev.slurmec2.power;

import dev.slurmec2.reconcile.RegionProfile;
import java.util.Optional;

/**
 * An instance that is, or is to be, a node.
 *
 * @param id its instance id
 * @param where the region and profile that know it
 * @param zone its availability zone, where EC2 has said it
 */
record NodeInstance(String id, RegionProfile where, Optional<String> zone) {}
