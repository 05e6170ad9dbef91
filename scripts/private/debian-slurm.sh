# shellcheck shell=sh
# Slurm of a Debian release in a folder: its programs and the libraries that they were built with.
# Sourced by scripts/compat, POSIX sh. Needs apt-get and dpkg-deb, no root; nothing is installed, and
# apt's own state is not touched.
#
# Each program is made to name the folder's loader and libraries itself (patchelf), so that it runs
# beside the host's libraries, and what it starts (jobs, the suite's programs) still gets the host's.

# A folder that was made in another way is made again.
debian_slurm_recipe=1

# debian_release VERSION: the release of Debian that has this Slurm.
debian_release() {
  case $1 in
    20.11) echo bullseye ;;
    22.05) echo bookworm ;;
    24.11) echo trixie ;;
    26.05) echo forky ;;
    *) return 1 ;;
  esac
}

# debian_mirror: the mirror of Debian that the host's apt uses.
debian_mirror() {
  command -v apt-get >/dev/null || {
    echo "apt-get is not installed" >&2
    return 1
  }
  found=$(packages_of 'Origin: Debian' 'Label: Debian')
  # What a source is, apt knows only once it has fetched its lists; the release's name it knows before.
  # shellcheck disable=SC1091 # the host's
  [ -n "$found" ] || found=$(. /etc/os-release && [ "$ID" = debian ] && packages_of --no-release-info "Release: $VERSION_CODENAME") || :
  [ -n "$found" ] || {
    echo "apt has no mirror of Debian in its sources; name one with --mirror URL" >&2
    return 1
  }
  echo "$found" | head -n 1
}

# packages_of CONDITION…: where the sources that fulfil the conditions are.
packages_of() {
  # shellcheck disable=SC2016 # apt's own placeholder
  apt-get indextargets 'Created-By: Packages' 'Component: main' "$@" --format '$(REPO_URI)' 2>/dev/null |
    grep -v '^cdrom:' | sort -u
}

# debian_keyring: the file with Debian's keys.
debian_keyring() {
  for keyring in /usr/share/keyrings/debian-archive-keyring.gpg /usr/share/keyrings/debian-archive-keyring.pgp; do
    if [ -r "$keyring" ]; then
      echo "$keyring"
      return 0
    fi
  done
  echo "Debian's keys are missing; install debian-archive-keyring" >&2
  return 1
}

# slurm_version ROOT: what its slurmctld says that it is; nothing where it does not run.
slurm_version() {
  "$1/sbin/slurmctld" -V 2>/dev/null | sed -n 's/^slurm[a-z-]* //p'
}

# is_complete ROOT VERSION
is_complete() {
  [ "$(cat "$1/recipe" 2>/dev/null)" = "$debian_slurm_recipe" ] || return 1
  case $(slurm_version "$1") in "$2".*) return 0 ;; *) return 1 ;; esac
}

# make_debian_slurm ROOT VERSION [MIRROR]: makes ROOT with bin, sbin and lib, unless it is there. One
# sentence on stderr says why it could not.
make_debian_slurm() (
  root=$1
  version=$2
  release=$(debian_release "$version")
  umask 022
  mkdir -p "$(dirname "$root")"
  # Two runs make it once.
  exec 9>"$root.lock"
  flock 9
  ! is_complete "$root" "$version" || exit 0
  mirror=${3:-$(debian_mirror)} || exit
  keyring=$(debian_keyring) || exit
  rm -rf "$root" "$root.new"
  mkdir "$root.new"
  # Interrupted or failed: nothing that looks like a Slurm stays.
  trap 'rm -rf "$root.new"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP

  fetch_packages "$root.new/apt" "$release" "$mirror" "$keyring" >"$root.log" 2>&1 || {
    if grep -q NO_PUBKEY "$root.log"; then
      echo "$release is signed with keys that $keyring lacks; upgrade debian-archive-keyring" >&2
    else
      echo "$release could not be fetched: $(grep '^E:' "$root.log" | head -n 1); all is in $root.log" >&2
    fi
    exit 1
  }
  {
    unpack "$root.new/apt/archives" "$root.new/unpacked" &&
      assemble "$root.new/unpacked" "$root.new/slurm" &&
      bind_to "$root.new/slurm" "$root"
  } >>"$root.log" 2>&1 || {
    echo "$release was fetched, but its Slurm could not be set up; see $root.log" >&2
    exit 1
  }
  mv "$root.new/slurm" "$root"
  echo "$debian_slurm_recipe" >"$root/recipe"
  is_complete "$root" "$version" || {
    echo "$release has Slurm $(slurm_version "$root"), not $version; see $root.log" >&2
    rm -rf "$root"
    exit 1
  }
)

# fetch_packages DIRECTORY RELEASE MIRROR KEYRING: the packages and all that they need, by an apt
# that thinks nothing is installed and keeps its state in DIRECTORY.
fetch_packages() {
  # The mirror's address may have a password.
  (umask 077 && mkdir -p "$1/lists/partial" "$1/archives/partial")
  : >"$1/status"
  echo "deb [signed-by=$4] $3 $2 main" >"$1/sources.list"
  # The host's settings (proxies, say) hold, but not its hooks, sources and preferences.
  cat >"$1/apt.conf" <<END_OF_CONF
#clear APT::Update;
#clear DPkg;
#clear Acquire::IndexTargets;
Acquire::IndexTargets::deb::Packages::MetaKey "\$(COMPONENT)/binary-\$(ARCHITECTURE)/Packages";
Acquire::IndexTargets::deb::Packages::flatMetaKey "Packages";
Acquire::IndexTargets::deb::Packages::ShortDescription "Packages";
Acquire::IndexTargets::deb::Packages::Description "\$(RELEASE)/\$(COMPONENT) \$(ARCHITECTURE) Packages";
Acquire::IndexTargets::deb::Packages::flatDescription "\$(RELEASE) Packages";
Acquire::IndexTargets::deb::Packages::Optional "false";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
APT::Sandbox::User "root";
Dir::State "$1";
Dir::State::lists "$1/lists";
Dir::State::status "$1/status";
Dir::Cache "$1";
Dir::Cache::archives "$1/archives";
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
END_OF_CONF
  apt-get -q -c "$1/apt.conf" update -o APT::Update::Error-Mode=any &&
    apt-get -q -c "$1/apt.conf" install -y --download-only --no-install-recommends \
      slurmctld slurmd slurm-client munge patchelf
}

# unpack ARCHIVES DIRECTORY: only unpacked: no script of a package runs.
unpack() {
  mkdir "$2"
  for package in "$1"/*.deb; do
    dpkg-deb -x "$package" "$2" || return
  done
}

# assemble UNPACKED ROOT: Slurm's and MUNGE's programs and every library; of all else nothing.
assemble() {
  mkdir "$2" "$2/bin" "$2/sbin" "$2/lib"
  for libraries in "$1"/lib "$1"/lib/*-linux-* "$1"/usr/lib "$1"/usr/lib/*-linux-*; do
    [ -d "$libraries" ] || continue
    find "$libraries" -maxdepth 1 -name '*.so*' -exec cp -P {} "$2/lib/" \;
    [ ! -d "$libraries/slurm-wlm" ] || cp -R "$libraries/slurm-wlm" "$2/lib/slurm"
  done
  cp "$1/usr/sbin/munged" "$1/usr/bin/patchelf" "$2/sbin/"
  cp "$1/usr/bin/munge" "$1/usr/bin/unmunge" "$2/bin/"
  for place in bin sbin; do
    for program in "$1/usr/$place"/s*; do
      # Debian's names end in -wlm where alternatives choose; Slurm goes by its programs' names.
      name=$(basename "$program")
      ! grep -q libslurmfull "$program" || cp "$program" "$2/$place/${name%-wlm}"
    done
  done
}

# bind_to NEW ROOT: programs and plugins take their libraries from ROOT, where NEW is going to be.
bind_to() {
  loader=$(basename "$(patch_elf "$1" --print-interpreter "$1/sbin/slurmctld")")
  [ -e "$1/lib/$loader" ] || return
  for file in "$1"/bin/* "$1"/sbin/* "$1"/lib/slurm/*.so; do
    [ "$file" != "$1/sbin/patchelf" ] || continue
    # DT_RPATH, not DT_RUNPATH: it holds for the libraries of libraries and for what is loaded later.
    patch_elf "$1" --force-rpath --set-rpath "$2/lib:$2/lib/slurm" "$file" || return
    case $file in
      */lib/*) ;;
      *) patch_elf "$1" --set-interpreter "$2/lib/$loader" "$file" || return ;;
    esac
  done
  rm "$1/sbin/patchelf"
}

# patch_elf NEW ARGUMENTS…: the release's own patchelf, with its own libraries.
patch_elf() {
  for own in "$1"/lib/ld-linux*; do
    break
  done
  library=$1/lib
  program=$1/sbin/patchelf
  shift
  "$own" --library-path "$library" "$program" "$@"
}
