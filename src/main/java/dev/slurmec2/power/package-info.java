/** The use cases that slurmctld calls: resume, suspend, resume-fail. */
@NullMarked
package dev.slurmec2.power;

import org.jspecify.annotations.NullMarked;
