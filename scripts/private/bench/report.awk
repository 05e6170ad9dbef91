# Makes the tables of scripts/bench from runs.tsv (measure.sh says what is in a line).
#   -v format=text|markdown  -v programs="java-17 java-25 python"  -v latency=MS  -v goals=yes|no

BEGIN { FS = "\t"; count = split(programs, program, " ") }

$1 != "setup" {
  thing = $1 SUBSEP $2
  if (!(thing in seen)) {
    seen[thing] = 1
    order[++things] = thing
  }
  key = thing SUBSEP $3
  n = ++runs[key]
  wall[key, n] = $5
  cpu[key, n] = $6
  memory[key, n] = $7
  processes[key, n] = $8
  calls[key, n] = $9
  actions[key] = $10
  wall_of_run[key, $4] = $5
  last_run = $4 > last_run ? $4 : last_run
}

END {
  line("what", "program", "runs", "wall s", "least–most", "of the peer's", "CPU s", "MiB", "scontrol", "API calls", "by action")
  rule(11)
  for (i = 1; i <= things; i++)
    for (p = 1; p <= count; p++) {
      key = order[i] SUBSEP program[p]
      if (key in runs) print_figures(order[i], key, program[p])
    }
  if (goals == "yes") print_goals()
}

function print_figures(thing, key, name,    parts, share) {
  split(thing, parts, SUBSEP)
  share = name == "python" ? "" : peer_share(thing, key)
  line(label(parts[1], parts[2]), name, runs[key], sprintf("%.2f", median(wall, key)), least(wall, key) "–" most(wall, key), \
    share == "" ? "" : sprintf("%.3f", share), sprintf("%.2f", median(cpu, key)), mebibytes(key), \
    median(processes, key) + 0, median(calls, key) + 0, actions[key])
}

function label(row, what) {
  if (row ~ /^latency/) return what ", " latency " ms a call"
  if (row ~ /^buckets/) return what ", " latency " ms a call, token buckets"
  if (row ~ /^real/) return what ", real slurmctld"
  return what
}

function mebibytes(key) { return sprintf("%.0f", median(memory, key) / 1024) }

# The median of the ratios of runs that stood side by side; empty without the peer.
function peer_share(thing, key,    peer, r, n, ratio, sorted) {
  peer = thing SUBSEP "python"
  n = 0
  for (r = 1; r <= last_run; r++)
    if (((key, r) in wall_of_run) && ((peer, r) in wall_of_run)) ratio[++n] = wall_of_run[key, r] / wall_of_run[peer, r]
  if (n == 0) return ""
  sort(ratio, n)
  return middle(ratio, n)
}

function median(values, key,    i, sorted) {
  for (i = 1; i <= runs[key]; i++) sorted[i] = values[key, i]
  sort(sorted, runs[key])
  return middle(sorted, runs[key])
}

function middle(sorted, n) {
  return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

function sort(values, n,    i, j, value) {
  for (i = 2; i <= n; i++) {
    value = values[i] + 0
    for (j = i - 1; j >= 1 && values[j] + 0 > value; j--) values[j + 1] = values[j]
    values[j + 1] = value
  }
}

function least(values, key,    i, found) {
  found = values[key, 1]
  for (i = 2; i <= runs[key]; i++) if (values[key, i] + 0 < found + 0) found = values[key, i]
  return found
}

function most(values, key,    i, found) {
  found = values[key, 1]
  for (i = 2; i <= runs[key]; i++) if (values[key, i] + 0 > found + 0) found = values[key, i]
  return found
}

function print_goals(    p, name) {
  print ""
  line("goal", "program", "measured", "met")
  rule(4)
  for (p = 1; p <= count; p++) {
    name = program[p]
    if (name == "python") continue
    share_goal("resume of 1 node: " (release(name) >= 25 ? "half of the peer" : "not slower than the peer"), \
      name, "plain-1", "resume 1", release(name) >= 25 ? 0.5 : 1)
    share_goal("resume of 100 nodes, " latency " ms a call: a tenth of the peer", name, "latency-100", "resume 100", 0.1)
    share_goal("resume of 1,000 nodes, " latency " ms a call: a thirtieth of the peer", name, "latency-1000", "resume 1000", 1 / 30)
    most_goal("resume of 1,000 nodes: at most 20 API calls", name, "latency-1000", "resume 1000", calls, 1, 20, "calls")
    most_goal("resume of 1,000 nodes under the token buckets: under 15 s", name, "buckets-1000", "resume 1000", wall, 1, 15, "s")
    most_goal("suspend of 1,000 nodes: at most 10 API calls", name, "latency-1000", "suspend 1000", calls, 1, 10, "calls")
    most_goal("change-state, 10,000 nodes, nothing to do: under 1.5 s", name, "sweep-10000", "change-state 10000", wall, 1, 1.5, "s")
    most_goal("the same: under 256 MiB", name, "sweep-10000", "change-state 10000", memory, 1024, 256, "MiB")
    most_goal("the same: one scontrol process", name, "sweep-10000", "change-state 10000", processes, 1, 1, "processes")
    growth_goal("resume", name, "plain")
    growth_goal("suspend", name, "plain")
    growth_goal("change-state", name, "sweep")
    growth_goal("status", name, "sweep")
    most_goal("resume of 1 node: under 128 MiB", name, "plain-1", "resume 1", memory, 1024, 128, "MiB")
  }
}

function release(name) { return substr(name, 6) + 0 }

function share_goal(goal, name, row, what, limit,    key, share) {
  key = row SUBSEP what SUBSEP name
  if (!(key in runs)) return
  share = peer_share(row SUBSEP what, key)
  if (share == "") line(goal, name, "no peer was given", "")
  else line(goal, name, sprintf("%.3f of the peer (1/%.1f)", share, 1 / share), share <= limit ? "yes" : "no")
}

function most_goal(goal, name, row, what, values, unit, limit, word,    key, value) {
  key = row SUBSEP what SUBSEP name
  if (!(key in runs)) return
  value = median(values, key) / unit
  line(goal, name, sprintf(word == "s" ? "%.2f %s" : "%.0f %s", value, word), value <= limit ? "yes" : "no")
}

function growth_goal(subcommand, name, kind,    small, large, factor) {
  small = kind "-1000" SUBSEP subcommand " 1000" SUBSEP name
  large = kind "-10000" SUBSEP subcommand " 10000" SUBSEP name
  if (!(small in runs) || !(large in runs)) return
  factor = median(wall, large) / median(wall, small)
  line(subcommand " from 1,000 to 10,000 nodes: not worse than linear", name, sprintf("%.1f times as long", factor), factor <= 10 ? "yes" : "no")
}

function line(a, b, c, d, e, f, g, h, i, j, k) {
  if (format == "markdown") {
    if (e == "" && k == "") print "| " a " | " b " | " c " | " d " |"
    else print "| " a " | " b " | " c " | " d " | " e " | " f " | " g " | " h " | " i " | " j " | " k " |"
  } else if (e == "" && k == "") printf "%-72s %-8s %-28s %s\n", a, b, c, d
  else printf "%-46s %-8s %5s %8s %14s %14s %7s %5s %9s %10s  %s\n", a, b, c, d, e, f, g, h, i, j, k
}

function rule(columns,    i, text) {
  if (format != "markdown") return
  text = "|"
  for (i = 1; i <= columns; i++) text = text "---|"
  print text
}
