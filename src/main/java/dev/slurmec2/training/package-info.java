/** What a class archive is made from: everything that the suite's programs do, done once. */
@NullMarked
package dev.slurmec2.training;

import org.jspecify.annotations.NullMarked;
