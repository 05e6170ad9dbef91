# shellcheck shell=sh
# Finds the jar, a Java runtime and its flags for a quick start. Sourced after base.sh.

# The language level that the jar is built for.
java_oldest=17

# The simple collector and the quick compiler start fastest, and runs are short. An archive has to be made with the
# collector that it is used with.
# shellcheck disable=SC2034 # used by the launcher and by train
java_quick='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData'

# find_jar DIRECTORY: sets jar: the one installed with the launcher, which is in DIRECTORY, else the one that the build
# of this checkout left. Returns 3 when there is none.
find_jar() {
  for jar in "$1/slurm-ec2.jar" "$1/lib/slurm-ec2.jar" "${1%/*}/target/slurm-ec2.jar"; do
    case $jar in
      # Only a checkout has one; beside an installation, a directory of that name is somebody else's.
      */target/slurm-ec2.jar) [ -f "${1%/*}/pom.xml" ] || continue ;;
    esac
    [ ! -r "$jar" ] || return 0
  done
  complain "There is no slurm-ec2.jar that $(id -un) can read, neither in $1 nor in $1/lib" \
    "nor in ${1%/*}/target of a checkout. Build it with ./mvnw package, or install again with scripts/install."
  return 3
}

# find_java: sets java (a program), java_major (its feature release) and java_build. Returns 2 when JAVA_HOME is wrong, 3
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
    read_java "$java"
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
  read_java "$java"
  [ -n "$java_major" ] || return 1
  [ "$java_major" -lt "$java_oldest" ] || return 0
  java_seen="$java_seen $java ($java_major)"
  return 1
}

newest_java() {
  newest=
  newest_major=0
  newest_build=
  for java in "$@"; do
    if [ -x "$java" ] && accept_java && [ "$java_major" -gt "$newest_major" ]; then
      newest=$java
      newest_major=$java_major
      newest_build=$java_build
    fi
  done
  java=$newest
  java_major=$newest_major
  java_build=$newest_build
  [ -n "$java" ]
}

# read_java PROGRAM: sets java_major (17 for 17.0.15, 8 for 1.8.0_402; empty if it cannot be told) and java_build, which
# names one build of Java for one processor (empty if it cannot be told). Both are read from the runtime's release file,
# since starting a JVM to ask costs as much as a whole call should.
read_java() {
  java_version=
  java_full_version=
  java_maker=
  java_arch=
  # A JAVA_HOME holds the file; a link as /usr/bin/java has to be followed first.
  release=${1%/bin/java}/release
  if [ ! -r "$release" ]; then
    release=$(readlink -f -- "$1") || release=
    release=${release%/bin/java}/release
  fi
  if [ -r "$release" ]; then
    read_release <"$release"
  fi
  if [ -z "$java_version" ]; then
    java_version=$("$1" -version 2>&1 </dev/null | sed -n 's/.* version "\([0-9._]*\).*/\1/p;q')
    java_maker=
  fi
  java_major=${java_version#1.}
  java_major=${java_major%%[!0-9]*}
  java_build=${java_maker:+$java_maker-}${java_arch:+$java_arch-}${java_full_version:-$java_version}
  case $java_build in
    # It becomes part of a file's name.
    *[!A-Za-z0-9._+-]*) java_build= ;;
  esac
}

# Reads lines as JAVA_VERSION="17.0.15".
read_release() {
  while IFS= read -r release_line || [ -n "$release_line" ]; do
    release_value=${release_line#*=}
    release_value=${release_value#\"}
    release_value=${release_value%%\"*}
    case $release_line in
      JAVA_VERSION=*) java_version=${release_value%%[!0-9._]*} ;;
      JAVA_RUNTIME_VERSION=*) java_full_version=$release_value ;;
      OS_ARCH=*) java_arch=$release_value ;;
      IMPLEMENTOR=*) name_maker "$release_value" ;;
    esac
  done
}

# Sets java_maker: text as "Eclipse Adoptium" without blanks, stops and commas.
name_maker() {
  maker_ifs=$IFS
  IFS=' .,'
  set -f
  # shellcheck disable=SC2086 # words are meant
  set -- $1
  set +f
  IFS=
  java_maker=$*
  IFS=$maker_ifs
}

# What Java 25 would do besides with an ahead-of-time cache: hand its thousands of methods to a thread that looks what the
# second compiler, which is not used, should know of each. A fifth of a start's CPU. A flag of HotSpot's for diagnosis, so
# that a JVM that does not know it has to pass it over.
aot_quick='-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining'

# name_archive DIRECTORY: sets archive_file to the class archive in it for this Java and processor, empty when the
# build of Java cannot be told, and archive_log to the JVM's name for what it logs about archives.
# shellcheck disable=SC2034 # used by the launcher
name_archive() {
  if [ "$java_major" -ge 25 ]; then
    archive_log=aot
    archive_kind=aot
  else
    archive_log=cds
    archive_kind=jsa
  fi
  archive_file=${java_build:+$1/slurm-ec2-$java_build.$archive_kind}
}

# find_archive DIRECTORY: sets archive to the flag for the class archive in it, empty if it has none for this Java and
# this jar, and archive_quick to the flags that go with it. An archive that does not fit the JVM is passed over by the JVM:
# by -Xshare:auto, the default, which Java 25 refuses to see beside AOTCache.
# shellcheck disable=SC2034 # used by the launcher
find_archive() {
  name_archive "$1"
  archive=
  archive_quick=
  [ -r "$archive_file" ] && [ -r "$archive_file.length" ] || return 0
  read -r archive_made_as <"$archive_file.length"
  measure_archive "$archive_file"
  [ "$archive_measure" = "$archive_made_as" ] || return 0
  case $archive_kind in
    aot)
      archive=-XX:AOTCache=$archive_file
      archive_quick=$aot_quick
      ;;
    *) archive=-XX:SharedArchiveFile=$archive_file ;;
  esac
}

# measure_archive FILE: sets archive_measure, which the file .length beside an archive keeps: its length and the jar's, in
# bytes, and the jar's time in seconds. No JVM looks at all of it: Java 17 ends with SIGBUS at an archive that was cut, by
# a full disk, and Java 25 (25.0.3) runs the classes of a cache that was made from another jar of the same name.
# shellcheck disable=SC2154 # jar is set by find_jar
measure_archive() {
  # shellcheck disable=SC2046 # words
  set -- $(stat -L -c '%s %Y' -- "$1" "$jar")
  archive_measure="${1-} ${3-} ${4-}"
}
