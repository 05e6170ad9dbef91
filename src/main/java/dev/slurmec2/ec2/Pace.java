package dev.slurmec2.ec2;

import java.time.Duration;
import java.util.Optional;

/** When the next calls to one region may start, so that EC2 does not have to refuse them. */
interface Pace {

  /** Calls start at once; EC2 says when it is too much. */
  Pace NONE =
      new Pace() {
        @Override
        public Optional<Duration> take(String action, int resources, Duration longest) {
          return Optional.of(Duration.ZERO);
        }

        @Override
        public void giveBack(String action, int resources) {}

        @Override
        public void refused(String action, boolean resources) {}

        @Override
        public LaunchTokens launches() {
          return LaunchTokens.UNLIMITED;
        }

        @Override
        public int spare(String action) {
          return Integer.MAX_VALUE;
        }
      };

  /**
   * Takes the tokens of one call; from then on they are the caller's, in the order of the calls.
   *
   * @param action EC2's name of the call
   * @param resources how many instances it launches or ends
   * @param longest the longest wait of use
   * @return how long to wait before the call; empty when it is longer, and then nothing was taken
   */
  Optional<Duration> take(String action, int resources, Duration longest);

  /** Returns what a call took for instances that it did not launch or end. */
  void giveBack(String action, int resources);

  /**
   * EC2 has said RequestLimitExceeded: whatever was thought, the bucket is empty.
   *
   * @param resources whether it is the one of instances, and not that of calls
   */
  void refused(String action, boolean resources);

  /** How many instances can be launched. */
  LaunchTokens launches();

  /** How many calls can be made at once that leave half of the bucket to others. */
  int spare(String action);
}
