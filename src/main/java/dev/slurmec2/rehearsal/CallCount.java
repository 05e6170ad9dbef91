package dev.slurmec2.rehearsal;

/**
 * Calls of one action.
 *
 * @param calls all of them
 * @param throttled those that met an empty bucket, also in a part of an answer
 */
public record CallCount(int calls, int throttled) {
  CallCount plus(CallCount other) {
    return new CallCount(calls + other.calls, throttled + other.throttled);
  }
}
