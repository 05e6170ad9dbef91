/** config.json and partitions.json as records; every problem of both reported at once. */
@NullMarked
package dev.slurmec2.config;

import org.jspecify.annotations.NullMarked;
