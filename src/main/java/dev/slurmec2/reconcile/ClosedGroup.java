package dev.slurmec2.reconcile;

import java.time.Instant;

/**
 * A node group that launches nothing for a while.
 *
 * @param reason for its nodes
 * @param until when it launches again, or is to be looked at again
 */
record ClosedGroup(String reason, Instant until) {}
