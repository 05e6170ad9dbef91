# shellcheck shell=sh
# Finding and ending the processes of one private Slurm. Sourced, POSIX sh.
#
# A process belongs to a private Slurm if its environment carries the mark that its daemons are
# started with; slurmstepd inherits it from slurmd. The tasks of a job need not carry it (a job
# brings its own environment), so they are found as descendants. Nothing is ever chosen by name.

# mark DIRECTORY: the environment entry of everything that belongs to this directory.
mark() {
  printf 'SLURM_EC2_PRIVATE_SLURM=%s' "$1"
}

# marked_processes ENTRY: the pids, one a line, whose environment holds this very entry.
marked_processes() {
  grep -lzxFs -e "$1" /proc/[0-9]*/environ | cut -d/ -f3
}

# with_descendants: reads pids, prints them and all that descend from them.
with_descendants() {
  wanted=$(cat)
  grep -s '^PPid:' /proc/[0-9]*/status | awk -v wanted="$wanted" '
    { split($1, path, "/"); parent[path[3]] = $2 }
    END {
      count = split(wanted, roots, /[ \n]+/)
      for (i = 1; i <= count; i++) if (roots[i] != "") chosen[roots[i]] = 1
      do {
        grown = 0
        for (pid in parent) if (!(pid in chosen) && (parent[pid] in chosen)) { chosen[pid] = 1; grown = 1 }
      } while (grown)
      for (pid in chosen) print pid
    }'
}

# still_running PIDS…: whether any of them is alive and not a zombie.
still_running() {
  for pid in "$@"; do
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null)
    case $state in '' | Z | X) ;; *) return 0 ;; esac
  done
  return 1
}

# wait_for_end SECONDS PIDS…: waits until all have ended; fails when the time is over.
wait_for_end() {
  tenths=$(($1 * 10))
  shift
  while still_running "$@"; do
    [ "$tenths" -gt 0 ] || return 1
    tenths=$((tenths - 2))
    sleep 0.2
  done
}

# end_processes SECONDS PIDS…: asks them to end, and makes them when the time is over.
end_processes() {
  patience=$1
  shift
  [ $# -gt 0 ] || return 0
  kill -TERM "$@" 2>/dev/null || :
  wait_for_end "$patience" "$@" && return 0
  kill -KILL "$@" 2>/dev/null || :
  wait_for_end 5 "$@"
}
