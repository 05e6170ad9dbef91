# shellcheck shell=sh
# Reads the XML reports of Maven's test plugins. Sourced by scripts/test, POSIX sh.

# skipped_tests DIRECTORIES…: one line for each skipped test, "class.method: reason".
skipped_tests() {
  find "$@" -name 'TEST-*.xml' 2>/dev/null | sort | while read -r report; do
    awk '
      function value(text, key) {
        if (!match(text, key "=\"[^\"]*\"")) return ""
        text = substr(text, RSTART + length(key) + 2, RLENGTH - length(key) - 3)
        gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text)
        gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&#10;/, " ", text); gsub(/&amp;/, "\\&", text)
        return text
      }
      /<testcase / { test = value($0, " classname") "." value($0, " name") }
      /<skipped/ {
        reason = value($0, " message")
        print test ": " (reason == "" ? "no reason given" : reason)
      }' "$report"
  done
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
