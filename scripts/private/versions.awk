# Lines VERSION, class, method, result, seconds, reason (tabs between) become a table. -v columns:
# VERSION=… for each column, with blanks between. What each version has to be seen doing comes first, in
# this order and by these names: CLASS METHOD NAME.
function row(name) {
  line = ""
  for (i = 1; i <= count; i++)
    line = line sprintf("%-16s", ((version[i], name) in cell) ? cell[version[i], name] : "-")
  print line name
}
function expect(class, method, name) {
  called[class, method] = name
  wanted[++cases] = name
}
BEGIN {
  expect("NodesIT", "life_of_a_node", "the life of a node")
  expect("NodesIT", "resume_of_many", "resume of many")
  expect("NodesIT", "suspend", "suspend")
  expect("FailuresIT", "resume_timeout", "resume timeout")
  expect("FailuresIT", "resume_fail", "resume-fail")
  expect("OperatorsIT", "drains", "drains")
  expect("OperatorsIT", "drain_of_a_node_that_never_boots", "drains: of a node that never boots")
  expect("OperatorsIT", "down_nodes", "down nodes")
  expect("OperatorsIT", "maintenance_reservation", "maintenance reservation")
  expect("NodesIT", "forced_power_down", "forced power down")
  expect("NodesIT", "power_down_asap", "power_down_asap")
  expect("FailuresIT", "spot_loss", "spot loss")
  expect("FailuresIT", "INVALID_REG", "INVALID_REG")
  expect("ControllerIT", "reconfigure_in_the_middle", "reconfigure in the middle")
  expect("ControllerIT", "slurmctld_restart_in_the_middle", "slurmctld restart in the middle")
  expect("FailOverIT", "take_over_and_return", "fail-over: scontrol takeover, and return")
  expect("FailOverIT", "take_over_during_a_sweep", "fail-over: during a sweep")
  expect("FailOverIT", "loss_of_the_primary_during_a_resume", "fail-over: loss of the primary during a resume")
  expect("FailuresIT", "jobs_requeued_and_finishing", "jobs requeued and finishing")
  count = split(columns, version, " ")
  for (i = 1; i <= count; i++) {
    sub(/=.*/, "", version[i])
    head = head sprintf("%-16s", version[i])
  }
}
{
  class = $2
  sub(/.*\./, "", class)
  # "method(Parameter)[1]" is a name, "method()" only looks odd.
  sub(/\(\)$/, "", $3)
  method = $3
  gsub(/ /, "_", method)
  if ((class, method) in called) {
    name = called[class, method]
  } else {
    name = class ($3 == "" ? "" : ": " $3)
    gsub(/_/, " ", name)
    if (!(name in seen)) order[++names] = name
  }
  seen[name] = 1
  cell[$1, name] = sprintf("%-8s%4d s", $4, $5 + 0.5)
  seconds[$1] += $5
  results[$1, $4]++
  if ($4 != "passed") {
    why = $6
    if (length(why) > 300) why = substr(why, 1, 300) " …"
    reasons = reasons "  " $1 " " $4 ", " name ": " why "\n"
  }
}
END {
  print head "test"
  for (n = 1; n <= cases; n++) if (wanted[n] in seen) row(wanted[n])
  for (n = 1; n <= names; n++) row(order[n])
  line = ""
  for (i = 1; i <= count; i++) line = line sprintf("%-16s", sprintf("%-8s%4d s", "all", seconds[version[i]] + 0.5))
  print line "together"
  for (i = 1; i <= count; i++)
    printf "Slurm %s: %d passed, %d failed, %d skipped\n", version[i], results[version[i], "passed"],
      results[version[i], "failed"], results[version[i], "skipped"]
  if (reasons != "") printf "%s", reasons
}
