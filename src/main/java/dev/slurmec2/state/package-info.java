/** Files in StateDir that several processes share: caches, never the only place of a truth. */
@NullMarked
package dev.slurmec2.state;

import org.jspecify.annotations.NullMarked;
