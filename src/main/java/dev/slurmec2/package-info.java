/** The program suite that gives Slurm EC2 instances when jobs need them and ends them when idle. */
@NullMarked
package dev.slurmec2;

import org.jspecify.annotations.NullMarked;
