/** The IAM policies of docs/iam, tried. */
@NullMarked
package dev.slurmec2.iam;

import org.jspecify.annotations.NullMarked;
