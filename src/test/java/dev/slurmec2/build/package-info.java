/** What the build does to the jar, beside the tests that hold it. */
@NullMarked
package dev.slurmec2.build;

import org.jspecify.annotations.NullMarked;
