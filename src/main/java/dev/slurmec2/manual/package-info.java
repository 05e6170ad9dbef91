/**
 * Man pages and shell completion, made from the commands and the JSON schemas when packages are
 * built.
 */
@NullMarked
package dev.slurmec2.manual;

import org.jspecify.annotations.NullMarked;
