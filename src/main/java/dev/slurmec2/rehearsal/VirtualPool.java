package dev.slurmec2.rehearsal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;

/** A few threads whose futures are waited for in {@link VirtualTime}. */
final class VirtualPool extends AbstractExecutorService {
  private final VirtualTime time;
  private final int threads;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private int running;
  private boolean shutDown;

  VirtualPool(VirtualTime time, int threads) {
    this.time = time;
    this.threads = threads;
  }

  /** A future whose waiters let the clock go on. */
  private final class Task<T> extends FutureTask<T> {
    private final VirtualTime.Event ended = time.new Event();

    Task(Callable<T> callable) {
      super(callable);
    }

    @Override
    protected void done() {
      ended.happen();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
      ended.await();
      return super.get();
    }

    /** A limit in real time says nothing here. */
    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException {
      return get();
    }
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
    return new Task<>(callable);
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
    return new Task<>(
        () -> {
          runnable.run();
          return value;
        });
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (running < threads) {
      running++;
      time.start(this::work);
    }
  }

  private void work() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    running--;
  }

  @Override
  public void shutdown() {
    shutDown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutDown = true;
    List<Runnable> left = new ArrayList<>(tasks);
    tasks.clear();
    return left;
  }

  @Override
  public boolean isShutdown() {
    return shutDown;
  }

  @Override
  public boolean isTerminated() {
    return shutDown && running == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isTerminated();
  }
}
