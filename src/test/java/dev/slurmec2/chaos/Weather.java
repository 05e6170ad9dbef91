package dev.slurmec2.chaos;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** How bad the episode is, and what its calls have in common. */
final class Weather {
  /** The longest that a call takes: what the SDK's and scontrol's own limits leave. */
  private static final int LONGEST_SECONDS = 60;

  /** Of all calls, those that fail, at worst. */
  private static final double WORST = 0.25;

  private final VirtualTime time;
  private final Dice dice;
  private final Trace trace;
  private final double rate;
  private final Duration clockOffset;
  private boolean calm;

  Weather(VirtualTime time, Dice dice, Trace trace) {
    this.time = time;
    this.dice = dice;
    this.trace = trace;
    SplittableRandom chance = dice.of("weather");
    // Squared: many episodes with few faults, for each fault alone, and some storms.
    double severity = chance.nextDouble();
    this.rate = WORST * severity * severity;
    this.clockOffset =
        chance.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(chance.nextInt(-240, 241));
  }

  /** How far EC2's clock is ahead of the head node's. */
  Duration clockOffset() {
    return clockOffset;
  }

  void calmDown() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  /** The process that runs now. */
  Worker running() {
    return time.running();
  }

  /** The chances of the running worker's call. */
  SplittableRandom chance(String what) {
    return dice.of(time.running().name + " " + what);
  }

  boolean strikes(SplittableRandom chance) {
    return !calm && chance.nextDouble() < rate;
  }

  void struck(FaultKind fault, String where) {
    dice.count(fault, where);
    trace.say(() -> "FAULT " + fault + " at " + where);
  }

  Killed kill() {
    time.running().killed = true;
    return new Killed();
  }

  void latency(SplittableRandom chance) {
    time.sleep(Duration.ofMillis(chance.nextInt(5, 200)));
  }

  void late(SplittableRandom chance) {
    time.sleep(Duration.ofSeconds(chance.nextInt(2, LONGEST_SECONDS)));
  }

  void hang(int seconds) {
    time.sleep(Duration.ofSeconds(seconds));
  }

  void say(Supplier<String> what) {
    trace.say(what);
  }
}
