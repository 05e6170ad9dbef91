/** JSON documents as trees that remember line and column, for reports that say where. */
@NullMarked
package dev.slurmec2.json;

import org.jspecify.annotations.NullMarked;
