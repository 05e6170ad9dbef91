/** Slurm's hostlist expressions: expand and fold, without a process. */
@NullMarked
package dev.slurmec2.hostlist;

import org.jspecify.annotations.NullMarked;
