package dev.slurmec2.chaos;

/** What can go wrong; each is counted. */
enum FaultKind {
  /** The worker dies before the call has its effect. */
  KILLED_BEFORE,
  /** The worker dies after the call had its effect. */
  KILLED_AFTER,
  /** The worker dies while it waits. */
  KILLED_ASLEEP,
  /** The program that slurmctld or the timer started dies at once. */
  NEVER_STARTED,
  /** The worker starts late. */
  STARTED_LATE,
  /** The call is refused for want of capacity. */
  EC2_CAPACITY,
  /** The call is throttled. */
  EC2_THROTTLED,
  /** The call is refused by a quota. */
  EC2_QUOTA,
  /** The call is not allowed. */
  EC2_PERMISSION,
  /** The call does not fit the account. */
  EC2_CONFIGURATION,
  /** What the call names is not known yet. */
  EC2_NOT_YET_VISIBLE,
  /** EC2 fails. */
  EC2_SERVER,
  /** A code that nobody has heard of. */
  EC2_UNKNOWN,
  /** The request is lost on its way. */
  EC2_REQUEST_LOST,
  /** The answer is lost, the effect is there. */
  EC2_ANSWER_LOST,
  /** A proxy's page comes with status 200 in the place of the answer; nothing was done. */
  EC2_FOREIGN_ANSWER,
  /** The request takes its time. */
  EC2_REQUEST_LATE,
  /** The answer takes its time. */
  EC2_ANSWER_LATE,
  /** DescribeInstances shows nothing at all. */
  EC2_EMPTY_ANSWER,
  /** DescribeInstances leaves some out. */
  EC2_GAPS,
  /** CreateFleet gives fewer, with errors in an answer of 200. */
  EC2_PARTIAL_FLEET,
  /** TerminateInstances ends some only. */
  EC2_PARTIAL_END,
  /** CreateTags tags some only. */
  EC2_PARTIAL_TAGS,
  /** scontrol says that no controller answers. */
  SLURM_UNREACHABLE,
  /** scontrol hangs and is killed; nothing was done. */
  SLURM_HANGS,
  /** scontrol hangs and is killed; it was done. */
  SLURM_HANGS_AFTER,
  /** Slurm refuses. */
  SLURM_REFUSES,
  /** Slurm updates some nodes only. */
  SLURM_PARTIAL,
  /** slurmctld is away for a while, and reads its state again. */
  SLURMCTLD_RESTART,
  /** The other host's slurmctld takes over, while the programs of the first one go on. */
  FAIL_OVER,
  /** The first host dies with all that runs on it; the other one takes over. */
  HEAD_NODE_LOST,
  /** A head node's clock is set forward or back by minutes. */
  CLOCK_JUMP,
  /** The resume file is an earlier one, cut off, empty, gone or no JSON. */
  RESUME_FILE_DAMAGED,
  /** EC2 shows new instances minutes late. */
  LATE_VISIBILITY,
  /** Pools are empty, small or refuse. */
  CAPACITY,
  /** An instance is interrupted, breaks or is ended by hand; EC2 says why. */
  INSTANCE_ENDED,
  /** EC2 announces that it takes a spot instance back, and does so two minutes later. */
  SPOT_NOTICE,
  /** An instance is gone, and EC2 does not show that it ever was. */
  INSTANCE_VANISHES,
  /** A status check of an instance fails, for good or for minutes. */
  IMPAIRED,
  /** EC2 announces an event, and half of the time it comes. */
  SCHEDULED_EVENT,
  /** An instance runs and its slurmd never registers. */
  MUTE_INSTANCE,
  /** What a group launches in these minutes registers only when ResumeTimeout is over. */
  LATE_REGISTRATION,
  /** No instance that a group launches in these minutes ever registers. */
  BAD_IMAGE,
  /** All instances that a group launches in these minutes register with less than configured. */
  INVALID_REGISTRATION,
  /** A job leaves a process that cannot be killed. */
  JOB_WILL_NOT_END,
  /** A file of StateDir is deleted. */
  STATE_DELETED,
  /** A file of StateDir is cut off or overwritten. */
  STATE_DAMAGED,
  /** An operator drains, downs, powers or frees a node. */
  OPERATOR,
  /** An administrator reserves a node for maintenance, for minutes. */
  MAINTENANCE,
  /** An administrator reboots a node. */
  REBOOT,
  /** SuspendExcNodes changes. */
  EXCLUSION
}
