package dev.slurmec2.ec2;

/** What kind of failure an EC2 error code is, and with it what the suite does next. */
public enum ErrorClass {
  /** EC2 has no such instances here now; another pool may have. */
  CAPACITY,
  /** Too many calls; the same call later. */
  THROTTLED,
  /** A limit of the account: it has room again when something of its own ends or AWS raises it. */
  QUOTA,
  /** Credentials or policies do not allow it. */
  PERMISSION,
  /** The request can never work: a wrong AMI, subnet, template, type. */
  CONFIGURATION,
  /** EC2 does not show it yet; the same call later. */
  NOT_YET_VISIBLE,
  /** EC2 or the way there failed; the call may or may not have had its effect. */
  SERVER,
  /** A code that is in no list. */
  UNKNOWN;

  /**
   * Whether the same request is of no use for a while, and one for another instance type or the
   * other purchasing option may be.
   */
  public boolean isOfPools() {
    return this == CAPACITY || this == QUOTA;
  }
}
