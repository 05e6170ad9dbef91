# A table of what jmh.awk wrote, with the growth from the fewest to the most nodes.
{
  key = $1 FS $2 FS $3
  if (!(key in small)) {
    order[++count] = key
    small[key] = $4
    first[key] = $5
  }
  nodes[key, ++sizes[key]] = $4
  time[key, sizes[key]] = $5
  error[key, sizes[key]] = $6
}

END {
  line("in one JVM", "program", "nodes", "ms", "error", "growth")
  if (format == "markdown") print "|---|---|---|---|---|---|"
  for (k = 1; k <= count; k++) {
    split(order[k], parts, FS)
    for (s = 1; s <= sizes[order[k]]; s++)
      line(parts[1] (parts[2] == "" ? "" : ", " parts[2]), parts[3], nodes[order[k], s], sprintf("%.2f", time[order[k], s]), \
        "±" sprintf("%.2f", error[order[k], s]), s == 1 ? "" : sprintf("%.1f", time[order[k], s] / first[order[k]]))
  }
}

function line(a, b, c, d, e, f) {
  if (format == "markdown") print "| " a " | " b " | " c " | " d " | " e " | " f " |"
  else printf "%-56s %-8s %7s %9s %9s %7s\n", a, b, c, d, e, f
}
