/** What a burst would do, on a clock of its own: the real programs against the sandbox. */
@NullMarked
package dev.slurmec2.rehearsal;

import org.jspecify.annotations.NullMarked;
