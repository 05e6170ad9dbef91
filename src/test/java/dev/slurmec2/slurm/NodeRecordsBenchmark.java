package dev.slurmec2.slurm;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Node records as Slurm printed them, under other names; a tenth of the nodes is up. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class NodeRecordsBenchmark {

  @Param({"1000", "10000"})
  private int nodes;

  private String output = "";

  /** Repeats two records. */
  @Setup
  public void makeOutput() {
    String up = Recorded.file("22.05", "idle-up.txt").strip();
    String off = Recorded.file("22.05", "powered-down.txt").strip();
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < nodes; index++) {
      String record = index % 10 == 0 ? up : off;
      text.append(record.replaceFirst("^NodeName=\\S+", "NodeName=aws-node-" + index)).append('\n');
    }
    output = text.toString();
    if (parse().byName().size() != nodes) {
      throw new IllegalStateException("The records are not read.");
    }
  }

  /** What change-state and status do with what scontrol prints. */
  @Benchmark
  public NodeRecords parse() {
    return NodeOutput.parse(output);
  }
}
