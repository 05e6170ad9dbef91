package dev.slurmec2.slurm;

import java.util.function.Function;

/** What a Slurm command gave: a value, or why there is none. */
public sealed interface SlurmResult<T> {

  /** The command did what it was asked. */
  record Ok<T>(T value) implements SlurmResult<T> {}

  /**
   * It did not.
   *
   * @param message one sentence with the command and what it printed
   */
  record Failed<T>(Kind kind, String message) implements SlurmResult<T> {}

  /** Why a command failed. */
  enum Kind {
    /** The program is not there or may not be run. */
    NO_PROGRAM,
    /** No controller answered. */
    UNREACHABLE,
    /** The command did not end within its time and was killed. */
    TIMED_OUT,
    /** Slurm refused, or the answer could not be understood. */
    REFUSED
  }

  /** The value changed by {@code change}, or the same failure. */
  default <R> SlurmResult<R> map(Function<? super T, ? extends R> change) {
    if (this instanceof Ok<T> ok) {
      return new Ok<>(change.apply(ok.value()));
    }
    Failed<T> failed = (Failed<T>) this;
    return new Failed<>(failed.kind(), failed.message());
  }
}
