# From JMH's CSV: benchmark, other parameters, program, nodes, milliseconds, error, with tabs.
{ gsub(/["\r]/, "") }
NR == 1 {
  for (i = 1; i <= NF; i++) column[$i] = i
  next
}
{
  n = split($(column["Benchmark"]), parts, ".")
  unnamed = ("Param: unnamed" in column) ? $(column["Param: unnamed"]) : ""
  name = parts[n - 1] "." parts[n]
  sub(/Benchmark\./, ".", name)
  beside = ""
  if (unnamed + 0 > 0) beside = "beside " unnamed " instances without a name"
  printf "%s\t%s\t%s\t%s\t%s\t%s\n", name, beside, program, \
    $(column["Param: nodes"]), $(column["Score"]), $(column["Score Error (99.9%)"])
}
