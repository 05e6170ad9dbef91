# shellcheck shell=sh disable=SC2154,SC2034 # variables are shared with scripts/bench
# Runs one program and keeps its figures. Sourced, POSIX sh.
#
# A line of runs.tsv: row, what was run, the program (java-17, java-25, python), number of the run, wall seconds, CPU
# seconds, most memory in KiB, scontrol processes, API calls, those by action, exit code.

# find_jdks: sets jdks, "RELEASE=DIRECTORY …", oldest first, and newest_jdk, which runs the sandbox.
find_jdks() {
  found=
  # shellcheck disable=SC2086 # directories without blanks, as --help says of none
  for directory in ${jdks:-/usr/lib/jvm/* "${JAVA_HOME-}"}; do
    if [ ! -x "$directory/bin/java" ]; then
      [ -z "$jdks" ] || wrong "--jdk $directory has no bin/java"
      continue
    fi
    release=$(java_major "$directory/bin/java")
    case " $found" in *" $release="*) continue ;; esac
    if [ "$release" -ge 17 ]; then
      found="$found$release=$(readlink -f "$directory") "
    elif [ -n "$jdks" ]; then
      wrong "--jdk $directory is Java $release; 17 is the oldest"
    fi
  done
  # shellcheck disable=SC2086 # one word each
  jdks=$(printf '%s\n' $found | sort -n | tr '\n' ' ')
  newest_jdk=$(printf '%s' "${jdks% }" | tr ' ' '\n' | tail -n 1)
  newest_prefix=$work/java-${newest_jdk%%=*}
  newest_jdk=${newest_jdk#*=}
}

# install_suites: one installation a JDK, as each may have an archive of its own.
install_suites() {
  for jdk in $jdks; do
    JAVA_HOME=${jdk#*=} "$scripts/install" --prefix "$work/java-${jdk%%=*}" >"$work/install.log" 2>&1 || {
      cat "$work/install.log" >&2
      fail "scripts/install failed"
    }
  done
}

# archive_of RELEASE: what lets this installation start faster.
archive_of() {
  case $(find "$work/java-$1" -maxdepth 1 -name 'slurm-ec2-*.length') in
    *.aot.length) echo 'ahead-of-time cache' ;;
    *.jsa.length) echo 'class archive' ;;
    *) echo 'no archive' ;;
  esac
}

# measured ROW WHAT PROGRAM RUN COMMAND…: runs the command and keeps its figures. Fails as the command does.
measured() {
  row=$1 what=$2 program=$3 run=$4
  shift 4
  : >"$slurm/calls"
  [ -z "$sandbox" ] || ask calls -X DELETE
  code=0
  /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/out" 2>&1 </dev/null || code=$?
  figures=$(tail -n 1 "$work/time")
  calls=$(calls_by_action)
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$row" "$what" "$program" "$run" \
    "$(echo "$figures" | awk '{ printf "%.2f\t%.2f\t%d", $1, $2 + $3, $4 }')" \
    "$(wc -l <"$slurm/calls" | tr -d ' ')" "$calls" "$code" >>"$runs"
  return "$code"
}

# calls_by_action: the number of API calls, a tab, and "CreateFleet 1, CreateTags 3".
calls_by_action() {
  [ -n "$sandbox" ] || {
    printf '0\tnone'
    return
  }
  curl -sSf "$endpoint/sandbox/calls" | tr '{}' '\n' | awk '
    /"calls":$/ { getline; count = split($0, parts, ","); }
    END {
      total = 0
      text = ""
      for (i = 1; i <= count; i++) {
        if (split(parts[i], pair, ":") != 2) continue
        gsub(/"/, "", pair[1])
        total += pair[2]
        text = text (text == "" ? "" : ", ") pair[1] " " pair[2]
      }
      printf "%d\t%s", total, text == "" ? "none" : text
    }'
}

# failed WHAT: says it with the end of what the program said, and makes the run end with 1.
failed() {
  echo "bench: $*; it said:" >&2
  tail -n 5 "$work/out" >&2
  status=1
}

# suite RELEASE SUBCOMMAND ARGUMENTS…: the words of a run of ours.
suite_run() {
  release=$1 row=$2 what=$3 run=$4 subcommand=$5
  shift 5
  for jdk in $jdks; do
    [ "${jdk%%=*}" = "$release" ] || continue
    measured "$row" "$what" "java-$release" "$run" env JAVA_HOME="${jdk#*=}" AWS_ENDPOINT_URL="$endpoint" \
      "$work/java-$release/$subcommand" "$@"
    return
  done
}

# peer_run ROW WHAT RUN FILE ARGUMENTS…: the same of the Python plugin.
peer_run() {
  row=$1 what=$2 run=$3 file=$4
  shift 4
  measured "$row" "$what" python "$run" env AWS_ENDPOINT_URL="$endpoint" "$python" "$work/peer/$file" "$@"
}
