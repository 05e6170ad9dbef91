/**
 * What to ask EC2 for: which pools a node group can be launched from, which of them are in a
 * cool-down, and what the jobs that wait for nodes need together.
 */
@NullMarked
package dev.slurmec2.capacity;

import org.jspecify.annotations.NullMarked;
