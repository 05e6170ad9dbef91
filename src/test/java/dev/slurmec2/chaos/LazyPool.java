package dev.slurmec2.chaos;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A pool without threads: what is submitted runs when its result is asked for. */
final class LazyPool extends AbstractExecutorService {
  @Override
  public <T> Future<T> submit(Callable<T> task) {
    return new Asked<>(task);
  }

  private static final class Asked<T> implements Future<T> {
    private final Callable<T> task;
    private boolean cancelled;

    Asked(Callable<T> task) {
      this.task = task;
    }

    @Override
    public T get() throws ExecutionException {
      try {
        return task.call();
      } catch (Exception e) {
        throw new ExecutionException(e);
      }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws ExecutionException {
      return get();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      cancelled = true;
      return true;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public boolean isDone() {
      return false;
    }
  }

  @Override
  public void execute(Runnable command) {
    command.run();
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
