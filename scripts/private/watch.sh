# shellcheck shell=sh
# Watches the nodes, jobs and instances of the demo and reports each change as it is seen. Sourced
# by scripts/demo, POSIX sh. Files in the watch's directory:
#   before, now    what was seen in the last look and in this one, one thing a line
#   events         SECONDS<tab>WHO<tab>WHAT<tab>DETAIL, since the beginning

# begin_watch DIRECTORY ENDPOINT: time 0 is now; ENDPOINT is the sandbox.
begin_watch() {
  watch=$1
  sandbox_endpoint=$2
  mkdir "$watch"
  : >"$watch/events"
  began=$(date +%s.%N)
  look >"$watch/before"
  bold='' plain=''
  if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
  fi
}

# elapsed: whole seconds since the beginning.
elapsed() {
  echo $(($(date +%s) - ${began%.*}))
}

# look: lines "node NAME PHASE ADDRESS", "job ID - NODE" for what runs, "queue COUNT" and
# "instance ID STATE NODE".
look() {
  scontrol -o show node | awk '
    function field(name) {
      return match($0, " " name "=[^ ]*") ? substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 2) : ""
    }
    {
      split($1, name, "=")
      state = "+" field("State") "+"
      phase = "up"
      if (state ~ /\+DOWN[*+]/) phase = "down"
      else if (state ~ /\+POWERING_UP\+/ || state ~ /#\+/) phase = "starting"
      else if (state ~ /\+POWERING_DOWN\+/) phase = "stopping"
      else if (state ~ /\+(POWERED_DOWN|POWER)\+/) phase = "off"
      print "node", name[2], phase, field("NodeAddr")
    }'
  squeue -h -r -t R -o '%i %N' | while read -r job hosts; do
    scontrol show hostnames "$hosts" | sed "s/^/job $job - /"
  done
  echo "queue $(squeue -h -r | wc -l)"
  instances
}

# instances: the sandbox's instances, one a line; "-" for one that has no name yet.
instances() {
  # 5 s: it answers in milliseconds, and a look without instances must not pass for an empty one.
  curl -sS --noproxy '*' --max-time 5 "$sandbox_endpoint/sandbox/instances" >"$watch/instances"
  sed 's/{"id":"/\n&/g' "$watch/instances" | awk '
    function member(name) {
      return match($0, "\"" name "\":\"[^\"]*\"") ? substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 5) : "-"
    }
    /"id":/ { print "instance", member("id"), member("state"), member("Name") }'
}

# report WHO WHAT: a line on the screen.
report() {
  printf '%s %6.1f s  %s%-12s%s %s\n' "$(date +%T)" "$(date +%s.%N | awk -v b="$began" '{ print $1 - b }')" \
    "$bold" "$1" "$plain" "$2"
}

# watch_once: looks, reports what has changed; succeeds when nothing is left to come.
watch_once() {
  # Twice a second: Slurm itself acts on whole seconds.
  sleep 0.4
  look >"$watch/now"
  # shellcheck disable=SC2154 # scripts is the demo's
  awk -v now="$(date +%s.%N)" -v began="$began" -f "$scripts/private/changes.awk" \
    "$watch/before" "$watch/now" | sort -k1,1n -k3,3 | cut -f2- >"$watch/changes"
  mv "$watch/now" "$watch/before"
  while IFS='	' read -r seconds who what detail; do
    printf '%s\t%s\t%s\t%s\n' "$seconds" "$who" "$what" "$detail" >>"$watch/events"
    report "$who" "$what${detail:+ ($detail)}"
  done <"$watch/changes"
  [ -z "$(rest)" ]
}

# rest: what still is to come, nothing if all is done.
rest() {
  awk '
    $1 == "node" && $3 != "off" { print $2 " is " $3 }
    $1 == "queue" && $2 > 0 { print $2 " jobs or tasks" }
    $1 == "instance" && $3 != "terminated" { print $2 " is " $3 }' "$watch/before" | paste -s -d, -
}

# timeline: a table, one line a node that lived, times in seconds since the beginning.
timeline() {
  awk -F '\t' -f "$scripts/private/timeline.awk" "$watch/events"
}
