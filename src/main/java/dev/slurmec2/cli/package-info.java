/** One class per subcommand: parse, call, print, exit code. */
@NullMarked
package dev.slurmec2.cli;

import org.jspecify.annotations.NullMarked;
