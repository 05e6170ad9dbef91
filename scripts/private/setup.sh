# shellcheck shell=sh
# Installs what is missing on Debian and Ubuntu. Sourced by scripts/demo and scripts/test, POSIX sh.
# Looks first, asks the package index only when something is missing, never starts a service and
# never writes a configuration of the host's Slurm.

# Debian keeps the daemons where plain users do not look.
PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin
export PATH

say() {
  printf '%s\n' "$*"
}

# java_major JAVA: the feature release that this java is, 0 if it is none.
java_major() {
  release=$("$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  echo "${release:-0}"
}

# find_jdk: sets JAVA_HOME to a JDK of at least 17, if there is one.
find_jdk() {
  for candidate in "${JAVA_HOME-}" \
    "$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /)")")")" \
    /usr/lib/jvm/*; do
    if [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] && [ "$(java_major "$candidate/bin/java")" -ge 17 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

# as_root COMMAND…: runs it as root, or explains why that cannot be.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    say "This needs root, and sudo is not installed. Ask an administrator to run: $*" >&2
    return 1
  fi
}

# jdk_package: the first JDK that the package index has. default-jdk of Ubuntu 22.04 is 11, so
# releases are named.
jdk_package() {
  for release in 21 17 25; do
    if apt-cache show "openjdk-$release-jdk-headless" >/dev/null 2>&1; then
      echo "openjdk-$release-jdk-headless"
      return 0
    fi
  done
  echo default-jdk-headless
}

# missing_packages COMMANDS…: which Debian packages bring what is not there yet.
missing_packages() {
  for command in "$@"; do
    command -v "$command" >/dev/null && continue
    case $command in
      slurmctld | slurmd) echo "$command" ;;
      scontrol) echo slurm-client ;;
      munged) echo munge ;;
      dpkg-deb) echo dpkg ;;
      rpmbuild) echo rpm ;;
      curl) echo 'curl ca-certificates' ;;
      *) echo "$command" ;;
    esac
  done
  find_jdk || echo JDK
}

# without_services COMMAND…: packages start their services when installed. policy-rc.d is Debian's
# way to say no; a host that has one already keeps it. In a subshell, so that the traps end with it.
without_services() (
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'as_root rm -f "$policy"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy" || exit
  fi
  "$@"
)

# apt COMMAND…: apt-get that asks nothing and waits for another one to end.
apt() {
  # 300 s: a fresh machine often runs its own upgrades for minutes after it has started.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@"
}

# install_packages PACKAGES: quiet, unless it fails.
install_packages() {
  # shellcheck disable=SC2086 # package names, one word each
  output=$(without_services apt install -y --no-install-recommends $1 2>&1) || {
    say "$output" >&2
    return 1
  }
}

# install_missing COMMANDS…: makes sure of these commands and of a JDK of at least 17 in JAVA_HOME.
install_missing() {
  missing=$(missing_packages "$@" | tr '\n' ' ')
  if [ -z "${missing% }" ]; then
    find_jdk
    return
  fi
  if ! command -v apt-get >/dev/null; then
    say "Missing: $missing" >&2
    say "They are installed by themselves only where apt-get is (Debian, Ubuntu). Needed are a JDK" >&2
    say "of 17 or newer (JAVA_HOME), munge, curl, and Slurm's slurmctld, slurmd and scontrol, built" >&2
    say "with --enable-multiple-slurmd." >&2
    return 1
  fi
  updated=no
  if ! apt-cache show munge >/dev/null 2>&1; then
    say "Fetching the package index"
    apt update || return
    updated=yes
  fi
  packages=$(echo "$missing" | sed "s/JDK/$(jdk_package)/")
  say "Installing $packages"
  install_packages "$packages" || {
    # An old index names packages that the mirror no longer has.
    [ "$updated" = no ] && apt update && install_packages "$packages"
  } || {
    say "apt-get could not install $packages; its messages are above." >&2
    return 1
  }
  find_jdk || {
    say "No JDK of 17 or newer was found after the installation; set JAVA_HOME to one." >&2
    return 1
  }
}
