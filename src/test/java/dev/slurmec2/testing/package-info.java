/** Stand-ins for Slurm, EC2 and time that tests of several packages use. */
@NullMarked
package dev.slurmec2.testing;

import org.jspecify.annotations.NullMarked;
