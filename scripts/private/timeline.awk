# The life of each node as a table, from the events of scripts/private/watch.sh: seconds since the
# beginning; of several jobs on a node the first start and the last end.

{
  if (!($2 in known)) { known[$2] = 1; nodes[++count] = $2 }
  if ($3 == "launched") instance[$2] = $4
  if ($3 == "job end" || !(($2, $3) in at)) at[$2, $3] = $1
}

END {
  columns = split("asked,launched,address set,registered,job start,job end,power down,terminated", column, ",")
  # Sorted by name; awk has no sort of its own.
  for (i = 2; i <= count; i++)
    for (j = i; j > 1 && nodes[j - 1] > nodes[j]; j--) { swap = nodes[j]; nodes[j] = nodes[j - 1]; nodes[j - 1] = swap }
  printf "%-12s %-19s", "node", "instance"
  for (c = 1; c <= columns; c++) printf " %11s", column[c]
  printf "\n"
  for (i = 1; i <= count; i++) {
    printf "%-12s %-19s", nodes[i], instance[nodes[i]]
    for (c = 1; c <= columns; c++)
      printf " %11s", ((nodes[i], column[c]) in at) ? at[nodes[i], column[c]] " s" : "-"
    printf "\n"
  }
}
