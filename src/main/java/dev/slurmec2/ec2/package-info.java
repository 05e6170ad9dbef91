/** The one package that knows the AWS SDK: fleets, instances, tags, errors by class, parameters. */
@NullMarked
package dev.slurmec2.ec2;

import org.jspecify.annotations.NullMarked;
