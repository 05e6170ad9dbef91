# Lines VERSION, class, method, result, seconds, reason (tabs between) become a table. -v columns:
# VERSION=… for each column, with blanks between.
BEGIN {
  count = split(columns, version, " ")
  for (i = 1; i <= count; i++) {
    sub(/=.*/, "", version[i])
    head = head sprintf("%-16s", version[i])
  }
}
{
  class = $2
  sub(/.*\./, "", class)
  name = class ($3 == "" ? "" : ": " $3)
  gsub(/_/, " ", name)
  # "method(Parameter)[1]" is a name, "method()" only looks odd.
  sub(/\(\)$/, "", name)
  if (!(name in seen)) { seen[name] = 1; order[++names] = name }
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
  for (n = 1; n <= names; n++) {
    line = ""
    for (i = 1; i <= count; i++)
      line = line sprintf("%-16s", ((version[i], order[n]) in cell) ? cell[version[i], order[n]] : "-")
    print line order[n]
  }
  line = ""
  for (i = 1; i <= count; i++) line = line sprintf("%-16s", sprintf("%-8s%4d s", "all", seconds[version[i]] + 0.5))
  print line "together"
  for (i = 1; i <= count; i++)
    printf "Slurm %s: %d passed, %d failed, %d skipped\n", version[i], results[version[i], "passed"],
      results[version[i], "failed"], results[version[i], "skipped"]
  if (reasons != "") printf "%s", reasons
}
