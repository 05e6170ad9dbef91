# Prints the names of a hostlist. With hostlist.awk.
BEGIN {
  count = expand(list, names)
  for (i = 1; i <= count; i++) print names[i]
}
