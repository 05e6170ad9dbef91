# expand(LIST, NAMES): puts the names of a hostlist such as a-[0-2,7],b-1 into NAMES[1…] and returns how many there are.
# For what the programs of scripts/bench write: one bracket a name, numbers without leading zeros, text behind it or not.
function expand(list, names,    count, part, character, depth, i) {
  count = 0
  part = ""
  depth = 0
  list = list ","
  for (i = 1; i <= length(list); i++) {
    character = substr(list, i, 1)
    if (character == "[") depth++
    if (character == "]") depth--
    if (character == "," && depth == 0) {
      if (part != "") count = expand_part(part, names, count)
      part = ""
    } else {
      part = part character
    }
  }
  return count
}

function expand_part(part, names, count,    open, close_at, before, after, ranges, pieces, ends, i, n) {
  open = index(part, "[")
  if (open == 0) {
    names[++count] = part
    return count
  }
  close_at = index(part, "]")
  before = substr(part, 1, open - 1)
  after = substr(part, close_at + 1)
  pieces = split(substr(part, open + 1, close_at - open - 1), ranges, ",")
  for (i = 1; i <= pieces; i++) {
    if (split(ranges[i], ends, "-") == 1) ends[2] = ends[1]
    for (n = ends[1] + 0; n <= ends[2] + 0; n++) names[++count] = before n after
  }
  return count
}
