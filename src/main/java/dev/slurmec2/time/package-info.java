/** Time's outside: waiting, as something a test can hold in its hand. */
@NullMarked
package dev.slurmec2.time;

import org.jspecify.annotations.NullMarked;
