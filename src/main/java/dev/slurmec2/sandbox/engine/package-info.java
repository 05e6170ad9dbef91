/**
 * The sandbox's EC2 without HTTP: instances, fleets, tags and capacity over time, on a clock that
 * is given to it. It starts no thread and never sleeps.
 */
@NullMarked
package dev.slurmec2.sandbox.engine;

import org.jspecify.annotations.NullMarked;
