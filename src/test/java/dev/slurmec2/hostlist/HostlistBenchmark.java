package dev.slurmec2.hostlist;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Hostlists of many nodes; every third one is missing, so that there is something to fold. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class HostlistBenchmark {

  @Param({"1000", "10000"})
  private int nodes;

  private List<String> names = List.of();
  private String expression = "";

  /** Ten groups. */
  @Setup
  public void makeNames() {
    names =
        IntStream.range(0, nodes * 3 / 2)
            .filter(index -> index % 3 != 0)
            .mapToObj(index -> "aws-g" + index % 10 + "-" + index / 10)
            .toList();
    expression = Hostlist.fold(names);
  }

  /** What resume and suspend do first. */
  @Benchmark
  public List<String> expand() {
    return Hostlist.expand(expression);
  }

  /** What each log line and each scontrol update does. */
  @Benchmark
  public String fold() {
    return Hostlist.fold(names);
  }
}
