# shellcheck shell=sh disable=SC2154 # runs, jdks and the rest are set by scripts/bench
# Prints what was measured. Sourced, POSIX sh.

# paragraph TEXT: a line of its own.
paragraph() {
  printf '%s\n\n' "$*"
}

print_report() {
  paragraph "$(date +%Y-%m-%d), slurm-ec2 $(revision), $(nproc) CPUs ($(cpu_model)), $(memory_size) GiB, Linux $(uname -r)."
  for jdk in $jdks; do
    paragraph "java-${jdk%%=*}: $("${jdk#*=}/bin/java" -version 2>&1 | sed -n 's/.*(build \(.*\))$/\1/p' | head -n 1), $(archive_of "${jdk%%=*}")."
  done
  if [ -n "$peer" ]; then
    paragraph "python: the peer, plugin v2 on $("$python" --version 2>&1) with boto3 $("$python" -c 'import boto3; print(boto3.__version__)')."
    paragraph "The peer's suspend of more than 200 nodes is left out: EC2 refuses its filter of all names. So are its rows with token buckets, where it leaves nodes without names, and those of more than 1,000 nodes."
  else
    paragraph "The peer's rows are left out, as --peer was not given."
  fi
  if [ -s "$runs" ]; then
    programs=
    for jdk in $jdks; do
      programs="$programs java-${jdk%%=*}"
    done
    awk -v format="$format" -v programs="$programs python" -v latency="$latency" -v goals=yes -f "$parts/report.awk" "$runs"
  fi
  [ ! -s "$work/jmh.tsv" ] || print_jmh
}

revision() {
  git -C "$repository" rev-parse --short HEAD 2>/dev/null || echo 'of no checkout'
}

cpu_model() {
  sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | sed 's/  */ /g;s/[[:space:]]*$//' | head -n 1
}

memory_size() {
  awk '/^MemTotal:/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo
}
