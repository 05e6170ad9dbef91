# shellcheck shell=sh disable=SC2154,SC2034 # variables are shared with scripts/bench
# The benchmarks inside one JVM: src/test/java/**/*Benchmark.java, with JMH. Sourced, POSIX sh.

# run_jmh: compiles them and runs them on each JDK, with the flags of the launcher; sets nothing, leaves jmh.tsv.
run_jmh() {
  (cd "$repository" && ./mvnw -q -B -Pjmh dependency:build-classpath -Dmdep.outputFile="$work/jmh.path" \
    -Dmdep.includeScope=test) >"$work/out" 2>&1 || {
    failed "jmh: its jars could not be had"
    return
  }
  path="$repository/target/slurm-ec2.jar:$(cat "$work/jmh.path")"
  mkdir -p "$work/jmh"
  # shellcheck disable=SC2046 # our own file names, without blanks
  "$JAVA_HOME/bin/javac" -nowarn --release 17 -d "$work/jmh" -cp "$path" -processorpath "$path" \
    -processor org.openjdk.jmh.generators.BenchmarkProcessor -sourcepath "$repository/src/test/java" -implicit:class \
    $(find "$repository/src/test/java" -name '*Benchmark.java') >"$work/out" 2>&1 || {
    failed "jmh: the benchmarks do not compile"
    return
  }
  for jdk in $jdks; do
    "${jdk#*=}/bin/java" -cp "$work/jmh:$repository/src/test/resources:$path" org.openjdk.jmh.Main \
      -f 1 -wi 3 -w 1 -i 5 -r 1 -foe true -jvm "${jdk#*=}/bin/java" \
      -jvmArgs '-XX:+UseSerialGC -XX:TieredStopAtLevel=1' -rf csv -rff "$work/jmh.csv" >"$work/out" 2>&1 || {
      failed "jmh: the benchmarks failed on Java ${jdk%%=*}"
      return
    }
    awk -F, -v program="java-${jdk%%=*}" -f "$parts/jmh.awk" "$work/jmh.csv" >>"$work/jmh.tsv"
  done
}

# print_jmh: a table of jmh.tsv.
print_jmh() {
  echo
  awk -F '\t' -v format="$format" -f "$parts/jmh-table.awk" "$work/jmh.tsv"
}
