# What differs between two looks (scripts/private/watch.sh) as events, one a line:
# RANK<tab>SECONDS<tab>WHO<tab>WHAT<tab>DETAIL, to be sorted: what one look shows at once is told in
# the order of a node's life. Files: the look before, the look now.

function event(rank, who, what, detail) {
  printf "%d\t%.1f\t%s\t%s\t%s\n", rank, now - began, who, what, detail
}

BEGIN { first = ARGV[1] }

# The key is kind and name; for a job also the node, as it has several.
{ key = $1 == "job" ? $1 " " $2 " " $4 : $1 " " $2 }

FILENAME == first { phase[key] = $3; place[key] = $4; next }

{ seen[key] = 1 }

$1 == "node" {
  if ($4 != place[key] && $4 != $2) address[$2] = $4
  if ($3 != phase[key]) {
    if ($3 == "starting") event(1, $2, "asked", "")
    if ($2 in address) event(3, $2, "address set", address[$2])
    if ($3 == "up") event(4, $2, "registered", "")
    if ($3 == "stopping") event(8, $2, "power down", "")
    if ($3 == "off") event(10, $2, "off again", "idle~")
    if ($3 == "down") event(7, $2, "DOWN", "")
  } else if ($2 in address) {
    event(3, $2, "address set", address[$2])
  }
}

$1 == "job" && !(key in phase) { event(6, $4, "job start", $2) }

# An instance is told by its node, which it has as soon as it is tagged.
$1 == "instance" && $4 != "" && $4 != "-" {
  if (place[key] == "" || place[key] == "-") event(2, $4, "launched", $2)
  if ($3 == "terminated" && phase[key] != "terminated") event(9, $4, "terminated", $2)
}

END {
  for (key in phase) {
    split(key, part, " ")
    if (part[1] == "job" && !(key in seen)) event(5, part[3], "job end", part[2])
  }
}
