package dev.slurmec2.ec2;

import java.util.function.Function;

/** What a call of EC2 gave: a value, or the error that was left after the retries. */
public sealed interface Ec2Result<T> {

  /** The answer. */
  record Ok<T>(T value) implements Ec2Result<T> {}

  /** No answer, or an error. */
  record Failed<T>(Ec2Error error) implements Ec2Result<T> {}

  /** The value changed by {@code change}, or the same failure. */
  default <R> Ec2Result<R> map(Function<? super T, ? extends R> change) {
    if (this instanceof Ok<T> ok) {
      return new Ok<>(change.apply(ok.value()));
    }
    return new Failed<>(((Failed<T>) this).error());
  }
}
