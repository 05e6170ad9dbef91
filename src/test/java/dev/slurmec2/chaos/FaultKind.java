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
  /** EC2 answers an error; one of each class. */
  EC2_ERROR,
  /** The request is lost on its way. */
  EC2_REQUEST_LOST,
  /** The answer is lost, the effect is there. */
  EC2_ANSWER_LOST,
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
  /** EC2 shows new instances minutes late. */
  LATE_VISIBILITY,
  /** Pools are empty, small or refuse. */
  CAPACITY,
  /** An instance is interrupted, breaks or is ended by hand. */
  INSTANCE_ENDED,
  /** An instance runs and its slurmd never registers. */
  MUTE_INSTANCE,
  /** A file of StateDir is deleted. */
  STATE_DELETED,
  /** An operator drains, downs, powers or frees a node. */
  OPERATOR
}
