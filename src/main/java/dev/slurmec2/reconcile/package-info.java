/** change-state: a snapshot of Slurm and EC2, pure rules, and the actions that follow. */
@NullMarked
package dev.slurmec2.reconcile;

import org.jspecify.annotations.NullMarked;
