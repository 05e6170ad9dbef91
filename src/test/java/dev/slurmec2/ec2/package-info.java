/** Tests of the EC2 side. */
@NullMarked
package dev.slurmec2.ec2;

import org.jspecify.annotations.NullMarked;
