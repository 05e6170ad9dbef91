# shellcheck shell=sh disable=SC2154
# Reads the XML reports of Maven's test plugins. Sourced by scripts/test and scripts/compat, POSIX sh.

# test_cases DIRECTORIES…: one line for each test, with tabs between: class, method, passed, failed or
# skipped, seconds, reason.
test_cases() {
  find "$@" -name 'TEST-*.xml' 2>/dev/null | sort | while read -r report; do
    awk '
      function value(text, key) {
        if (!match(text, key "=\"[^\"]*\"")) return ""
        text = substr(text, RSTART + length(key) + 2, RLENGTH - length(key) - 3)
        gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text)
        gsub(/&#(9|10|13);/, " ", text)
        gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&amp;/, "\\&", text)
        return text
      }
      function report() {
        if (class != "") print class "\t" method "\t" result "\t" seconds "\t" reason
        class = ""
      }
      # What a test printed may look like anything.
      /<system-(out|err)>/ { quoted = 1 }
      !quoted && /<testcase / {
        report()
        class = value($0, " classname"); method = value($0, " name"); seconds = value($0, " time")
        gsub(/,/, "", seconds)
        result = "passed"; reason = ""
      }
      !quoted && /<(skipped|failure|error)[ >\/]/ {
        result = /<skipped/ ? "skipped" : "failed"
        reason = value($0, " message")
        # A test that stopped by an assumption has its reason in the text alone.
        if (reason == "" && match($0, /TestAbortedException: [^\]]+/)) {
          reason = substr($0, RSTART + 22, RLENGTH - 22)
          sub(/^Assumption failed: /, "", reason)
        }
        if (reason == "") reason = "no reason given"
      }
      /<\/system-(out|err)>/ { quoted = 0 }
      END { report() }' "$report"
  done
}

# skipped_tests DIRECTORIES…: one line for each skipped test, "class.method: reason".
skipped_tests() {
  test_cases "$@" | awk -F '\t' '$3 == "skipped" { print $1 "." $2 ": " $5 }'
}

print_skipped() {
  skips=$(skipped_tests "$@")
  if [ -z "$skips" ]; then
    echo "No test was skipped."
  else
    echo "Skipped:"
    echo "$skips" | sed 's/^/  /'
  fi
}

# require_real_slurm DIRECTORY: in CI, a run in which no test had a real Slurm has proved too little.
require_real_slurm() {
  [ "${CI-}" = true ] || return 0
  missing=$(skipped_tests "$1" | grep '^dev\.slurmec2\.e2e\.' | grep -v moto_server || :)
  if [ -n "$missing" ] || ! ls "$1"/TEST-dev.slurmec2.e2e.*.xml >/dev/null 2>&1; then
    echo "CI=true, but the tests with a real Slurm did not all run." >&2
    return 1
  fi
}

# seconds_of DIRECTORY CLASSES…: how long these classes took there, one after another, in whole seconds.
seconds_of() {
  reports_of=$1
  shift
  for class in "$@"; do
    sed -n 's/^.*<testsuite [^>]* time="\([0-9.,]*\)".*/\1/p' "$reports_of"/TEST-*."$class".xml 2>/dev/null || :
  done | awk '{ gsub(/,/, ""); sum += $1 } END { printf "%d\n", sum + 0.5 }'
}

# versions_in_time LEFT EACH: how many other versions of Slurm, 1 to 3, can be tried in LEFT seconds if
# one takes EACH. Two run beside each other, which makes both a fifth slower on two cores. The first is
# tried in any case.
versions_in_time() {
  if [ $(($2 * 22 / 10)) -le "$1" ]; then
    echo 3
  elif [ $(($2 * 12 / 10)) -le "$1" ]; then
    echo 2
  else
    echo 1
  fi
}

# Reads: scripts
# print_versions VERSION=DIRECTORY…: a table, one line a test and one column a version, and below it
# why tests failed or were skipped.
print_versions() {
  for column in "$@"; do
    test_cases "${column#*=}" | sed "s/^/${column%%=*}	/"
  done | awk -F '\t' -v columns="$*" -f "$scripts/private/versions.awk"
}
