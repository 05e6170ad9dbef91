/** What may be shown, and how: foreign text on terminals and in logs, and secrets nowhere. */
@NullMarked
package dev.slurmec2.text;

import org.jspecify.annotations.NullMarked;
