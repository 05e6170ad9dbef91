/** The suite from end to end: a real slurmctld, real slurmds, the shims, EC2 over HTTP. */
@NullMarked
package dev.slurmec2.e2e;

import org.jspecify.annotations.NullMarked;
