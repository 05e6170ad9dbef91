/** An EC2 and SSM endpoint on loopback, to try and to rehearse without AWS. */
@NullMarked
package dev.slurmec2.sandbox;

import org.jspecify.annotations.NullMarked;
