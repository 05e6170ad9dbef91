# shellcheck shell=sh
# Finds a Java runtime and its flags for a quick start. Sourced after base.sh.

# The language level that the jar is built for.
java_oldest=17

# find_java: sets java (a program) and java_major (its feature release). Returns 2 when JAVA_HOME is wrong, 3
# when there is no Java at all.
# shellcheck disable=SC2154 # config_dir is set by find_config_dir, here by the program
find_java() {
  if [ -n "${JAVA_HOME-}" ]; then
    java=$JAVA_HOME/bin/java
    if [ ! -x "$java" ]; then
      complain "JAVA_HOME is $(shown JAVA_HOME "$JAVA_HOME"), but there is no program" \
        "$(shown JAVA_HOME "$JAVA_HOME")/bin/java. Correct JAVA_HOME in" \
        "$config_dir/slurm-ec2.env or in the environment, or leave it out."
      return 2
    fi
    java_major=$(java_major_of "$java")
    if [ "${java_major:-$java_oldest}" -lt "$java_oldest" ]; then
      complain "JAVA_HOME is $(shown JAVA_HOME "$JAVA_HOME"), which is Java $java_major; slurm-ec2 needs Java $java_oldest or newer."
      return 2
    fi
    java_major=${java_major:-$java_oldest}
    return
  fi
  java_seen=
  # A package may have brought its own.
  java=$here/runtime/bin/java
  [ -x "$java" ] && accept_java && return
  java=$(command -v java) && accept_java && return
  newest_java /usr/lib/jvm/*/bin/java /usr/java/*/bin/java /opt/java/*/bin/java && return
  complain "No Java $java_oldest or newer was found: none in PATH ($(shown PATH "$PATH")), /usr/lib/jvm, /usr/java or" \
    "/opt/java${java_seen:+; too old:$java_seen}. Install one (Debian, Ubuntu: openjdk-17-jre-headless; RHEL:" \
    "java-17-openjdk-headless), or set JAVA_HOME in $config_dir/slurm-ec2.env."
  return 3
}

# shown NAME VALUE: prints a variable's value for a message, but none that slurm-ec2.env sets.
shown() {
  case " ${SLURM_EC2_ENVIRONMENT_NAMES-} " in
    *" $1 "*) printf '(its value in slurm-ec2.env)\n' ;;
    *) printf '%s\n' "$2" ;;
  esac
}

accept_java() {
  java_major=$(java_major_of "$java")
  [ -n "$java_major" ] || return 1
  [ "$java_major" -lt "$java_oldest" ] || return 0
  java_seen="$java_seen $java ($java_major)"
  return 1
}

newest_java() {
  newest=
  newest_major=0
  for java in "$@"; do
    if [ -x "$java" ] && accept_java && [ "$java_major" -gt "$newest_major" ]; then
      newest=$java
      newest_major=$java_major
    fi
  done
  java=$newest
  java_major=$newest_major
  [ -n "$java" ]
}

# java_major_of PROGRAM: prints 17 for 17.0.15 and 8 for 1.8.0_402, nothing if it cannot be told. It reads the
# runtime's release file, since starting a JVM to ask costs as much as a whole call should.
java_major_of() {
  java_file=$(readlink -f -- "$1") || return
  release=${java_file%/bin/java}/release
  version=
  if [ -r "$release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9._]*\).*/\1/p' "$release")
  fi
  if [ -z "$version" ]; then
    version=$("$1" -version 2>&1 </dev/null | sed -n 's/.* version "\([0-9._]*\).*/\1/p;q')
  fi
  version=${version#1.}
  printf '%s\n' "${version%%[!0-9]*}"
}

# find_archive DIRECTORY: sets archive to the flag for the class archive in it, empty if it has none for this Java, and
# archive_log to the JVM's name for what it logs about archives. An archive that does not fit jar or JVM is passed
# over by the JVM: by -Xshare:auto, the default, which Java 25 refuses to see beside AOTCache.
# shellcheck disable=SC2034 # used by the launcher
find_archive() {
  archive=
  if [ "$java_major" -ge 25 ]; then
    archive_log=aot
    [ ! -r "$1/slurm-ec2.aot" ] || archive=-XX:AOTCache=$1/slurm-ec2.aot
  else
    archive_log=cds
    [ ! -r "$1/slurm-ec2.jsa" ] || archive=-XX:SharedArchiveFile=$1/slurm-ec2.jsa
  fi
}
