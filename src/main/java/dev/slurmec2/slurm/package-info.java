/** The one package that runs Slurm's commands: node records, states, updates, the resume file. */
@NullMarked
package dev.slurmec2.slurm;

import org.jspecify.annotations.NullMarked;
