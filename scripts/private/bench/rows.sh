# shellcheck shell=sh disable=SC2154 # work, peer and the rest are set by scripts/bench
# The rows of scripts/bench. Sourced, POSIX sh.

# nodes_a_group COUNT: the groups have at most 1,000 nodes, as one fleet has.
nodes_a_group() {
  if [ "$1" -lt 1000 ]; then echo "$1"; else echo 1000; fi
}

# measure_row ROW: runs it as often as was asked for, ours on each JDK and the peer in turn.
measure_row() {
  kind=${1%%-*} count=${1#*-}
  rm -rf "${work:?}/etc" "$work/peer"
  case $kind in
    plain) powering "$1" "$count" ;;
    latency) powering "$1" "$count" --latency-ms "$latency" ;;
    buckets) powering "$1" "$count" --latency-ms "$latency" --token-buckets ;;
    sweep) sweeping "$1" "$count" ;;
    real) real_sweeping "$1" "$count" ;;
    jmh) run_jmh ;;
  esac
  # Also where a row was given up.
  stop_real_slurm
  stop_sandbox
}

# prepare GROUPS SIZE [MEMBER]: both configurations and the stand-in for Slurm.
prepare() {
  write_stand_in
  write_configuration "$work/etc" "$1" "$2" "$slurm" "${3-}"
  if [ -n "$peer" ]; then
    write_configuration "$work/peer" "$1" "$2" "$slurm" "${3-}"
    cp "$peer"/*.py "$work/peer/"
  fi
}

# peer_takes_part ROW COUNT RUN: whether the peer runs now; what takes it minutes is not repeated as often.
peer_takes_part() {
  [ -n "$peer" ] || return 1
  case $1 in buckets-*) return 1 ;; esac
  [ "$2" -le 1000 ] || return 1
  [ "$2" -lt 1000 ] || [ "$3" -le $(((repeat + 4) / 5)) ]
}

# account_for COUNT: ApiLimits of an account that gets so many instances at once, with as many calls as they take.
account_for() {
  cat <<END
"ApiLimits": {
    "CreateFleet": { "Resources": { "Bucket": $1, "PerSecond": $1 } },
    "TerminateInstances": { "Resources": { "Bucket": $1, "PerSecond": $1 } },
    "CreateTags": { "Requests": { "Bucket": $1, "PerSecond": $1 } }
  }
END
}

# powering ROW COUNT SANDBOX_OPTIONS…: resume and suspend of that many nodes.
powering() {
  row_now=$1 nodes=$2
  shift 2
  size=$(nodes_a_group "$nodes")
  groups=$(((nodes + size - 1) / size))
  limits=
  case $row_now in
    buckets-*) ;;
    # A new account gets 1,000 instances at once and two a second then, for which ours waits by itself.
    *) [ "$nodes" -le 1000 ] || limits=$(account_for "$nodes") ;;
  esac
  prepare "$groups" "$size" "$limits"
  hostlist=$(names_of "$groups" "$size" "$nodes")
  awk -v list="$hostlist" -f "$parts/hostlist.awk" -f "$parts/print.awk" >"$slurm/names"
  start_sandbox "$@"
  run_now=1
  while [ "$run_now" -le "$repeat" ]; do
    for jdk_now in $jdks; do
      power_suite "$row_now" "${jdk_now%%=*}" "$run_now" || break 2
    done
    if peer_takes_part "$row_now" "$nodes" "$run_now"; then
      power_peer "$row_now" "$run_now" || break
    fi
    run_now=$((run_now + 1))
  done
}

# show_nodes STATE: what scontrol shows from now on of the nodes of this row.
show_nodes() {
  records -v only="$hostlist" -v state="$1" -v since="$(date +%Y-%m-%dT%H:%M:%S)" >"$slurm/asked"
  cp "$slurm/asked" "$slurm/all"
}

# fill_buckets: each run begins with full ones.
fill_buckets() {
  case $1 in buckets-*) ask buckets -d '{"enabled":true}' ;; esac
}

# power_suite ROW RELEASE RUN: of what earlier runs know, the zones of the subnets stay, which a cluster asks for once.
power_suite() {
  [ ! -d "$work/etc/state" ] || find "$work/etc/state" -mindepth 1 ! -name subnets -delete
  : >"$slurm/calls.up"
  show_nodes IDLE+CLOUD+NOT_RESPONDING+POWERING_UP
  fill_buckets "$1"
  suite_run "$2" "$1" "resume $nodes" "$3" resume --config-dir "$work/etc" "$hostlist" || {
    failed "$1: resume on Java $2 ended with an error"
    return 1
  }
  cp "$slurm/calls" "$slurm/calls.up"
  are_up "$nodes" "$1: resume on Java $2" || return 1
  show_nodes IDLE+CLOUD+POWERING_DOWN
  fill_buckets "$1"
  suite_run "$2" "$1" "suspend $nodes" "$3" suspend --config-dir "$work/etc" "$hostlist" || {
    failed "$1: suspend on Java $2 ended with an error"
    return 1
  }
  are_up 0 "$1: suspend on Java $2"
}

# are_up COUNT WHO: whether so many instances run, and so many nodes have an address in Slurm.
are_up() {
  running=$(living)
  [ "$running" = "$1" ] || {
    failed "$2 left $running instances running instead of $1"
    return 1
  }
  [ "$1" != 0 ] || return 0
  addressed=$(records -v groups="$groups" -v size="$size" -v state=IDLE+CLOUD -v since=Unknown | grep -c 'State=IDLE+CLOUD ' || :)
  [ "$addressed" = "$1" ] || {
    failed "$2 gave $addressed nodes an address instead of $1"
    return 1
  }
}

power_peer() {
  : >"$slurm/calls.up"
  peer_run "$1" "resume $nodes" "$2" resume.py "$hostlist" || {
    failed "$1: the peer's resume ended with an error"
    return 1
  }
  cp "$slurm/calls" "$slurm/calls.up"
  are_up "$nodes" "$1: the peer's resume" || return 1
  # EC2 takes at most 200 values in a filter, and the peer puts all names into one.
  if [ "$nodes" -le 200 ]; then
    peer_run "$1" "suspend $nodes" "$2" suspend.py "$hostlist" || {
      failed "$1: the peer's suspend ended with an error"
      return 1
    }
    are_up 0 "$1: the peer's suspend" || return 1
  fi
  end_instances
}

# sweeping ROW COUNT: change-state and status; a tenth of the nodes is up.
sweeping() {
  row_now=$1 nodes=$(($2 / 10))
  size=$(nodes_a_group "$2")
  groups=$(($2 / size))
  prepare "$groups" "$size"
  hostlist=$(names_of "$groups" "$size" "$nodes")
  start_sandbox
  show_nodes IDLE+CLOUD+NOT_RESPONDING+POWERING_UP
  suite_run "${jdks%%=*}" setup setup 1 resume --config-dir "$work/etc" "$hostlist" || {
    failed "$row_now: resume ended with an error"
    return
  }
  cp "$slurm/calls" "$slurm/calls.up"
  are_up "$nodes" "$row_now: resume" || return 0
  records -v groups="$groups" -v size="$size" -v state=IDLE+CLOUD -v since="$(date +%Y-%m-%dT%H:%M:%S)" >"$slurm/all"
  cp "$slurm/all" "$slurm/asked"
  sweep_in_turn "$row_now" "$2"
}

# sweep_in_turn ROW COUNT: change-state of each JDK and of the peer, as often as wanted.
sweep_in_turn() {
  run_now=1
  while [ "$run_now" -le "$repeat" ]; do
    for jdk_now in $jdks; do
      sweep_suite "$1" "${jdk_now%%=*}" "$run_now" "change-state $2" "$2" || break 2
    done
    if [ -n "$peer" ]; then
      peer_run "$1" "change-state $2" "$run_now" change_state.py || {
        failed "$1: the peer's change_state ended with an error"
        break
      }
    fi
    run_now=$((run_now + 1))
  done
}

# real_sweeping ROW COUNT: change-state against a slurmctld; a tenth of the nodes powers up, on instances that
# slurmctld's ResumeProgram launched. They stay there: up they would be with a slurmd for each.
real_sweeping() {
  row_now=$1 nodes=$(($2 / 10))
  size=$(nodes_a_group "$2")
  groups=$(($2 / size))
  prepare "$groups" "$size"
  hostlist=$(names_of "$groups" "$size" "$nodes")
  start_sandbox
  start_real_slurm "$groups" "$size"
  scontrol update nodename="$hostlist" state=power_up || {
    failed "$row_now: slurmctld did not take power_up"
    return
  }
  # 10 minutes: a resume of that many, on a machine that does other things.
  tries=600
  until [ "$(addressed)" = "$nodes" ]; do
    tries=$((tries - 1))
    if [ "$tries" -le 0 ]; then
      tail -n 5 "$real_slurm/log/slurm-ec2.log" >"$work/out" 2>&1 || :
      failed "$row_now: after 10 minutes $(addressed) of $nodes nodes have an address in Slurm"
      return
    fi
    sleep 1
  done
  sweep_in_turn "$row_now" "$2"
}

# addressed: how many nodes are powering up with an address of their own in the real Slurm.
addressed() {
  scontrol -o show node | awk '/\+POWERING_UP/ { split($0, a, "NodeAddr="); split(a[2], b, " "); if ($1 != "NodeName=" b[1]) n++ }
    END { print n + 0 }'
}

sweep_suite() {
  suite_run "$2" "$1" "$4" "$3" change-state --config-dir "$work/etc" || {
    failed "$1: change-state on Java $2 ended with an error"
    return 1
  }
  if grep -q '^update' "$slurm/calls" || [ "$(living)" != "$nodes" ]; then
    failed "$1: change-state on Java $2 changed something where nothing was to be done"
    return 1
  fi
  suite_run "$2" "$1" "status $5" "$3" slurm-ec2 status --config-dir "$work/etc" || {
    failed "$1: status on Java $2 ended with an error"
    return 1
  }
}
