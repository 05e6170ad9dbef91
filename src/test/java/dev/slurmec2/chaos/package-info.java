/** Seeded faults and kills at every step, on a virtual clock, and what must be true afterwards. */
@NullMarked
package dev.slurmec2.chaos;

import org.jspecify.annotations.NullMarked;
