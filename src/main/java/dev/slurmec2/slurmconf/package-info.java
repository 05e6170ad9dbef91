/** slurm.conf.aws and gres.conf.aws as text, and warnings about what would hurt. */
@NullMarked
package dev.slurmec2.slurmconf;

import org.jspecify.annotations.NullMarked;
