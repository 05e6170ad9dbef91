# shellcheck shell=sh disable=SC2154
# A Debian in a folder with nothing in it but what Debian needs, and man. Sourced by packaging/test.

clean_release=bookworm
clean_cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/slurm-ec2/debian-$clean_release

# make_clean_debian: makes the folder that copies are made of, unless it is there. One sentence says why it could not.
make_clean_debian() (
  [ "$(id -u)" = 0 ] || {
    echo "only root can make one and enter it"
    exit 1
  }
  unshare --mount true 2>/dev/null || {
    echo "this machine lets nobody mount, in a container perhaps"
    exit 1
  }
  mkdir -p "${clean_cache%/*}"
  # Two runs make it once.
  exec 9>"$clean_cache.lock"
  flock 9
  [ ! -e "$clean_cache/.complete" ] || exit 0
  mirror=$(debian_mirror) || exit
  keyring=$(debian_keyring) || exit
  rm -rf "$clean_cache" "$clean_cache.new"
  trap 'rm -rf "$clean_cache.new"' EXIT
  debootstrap --variant=minbase --include=man-db --keyring="$keyring" \
    "$clean_release" "$clean_cache.new" "$mirror" >"$clean_cache.log" 2>&1 || {
    echo "debootstrap failed: $(grep '^E:' "$clean_cache.log" | head -n 1); all is in $clean_cache.log"
    exit 1
  }
  touch "$clean_cache.new/.complete"
  mv "$clean_cache.new" "$clean_cache"
)

copy_clean_debian() {
  rm -rf "$root"
  cp -a --reflink=auto "$clean_cache" "$root"
}

# enter COMMAND…: becomes it, in the clean Debian with a /proc of its own; what it starts ends with it.
enter() {
  # shellcheck disable=SC2016 # for the inner shell
  exec unshare --mount --pid --fork --kill-child sh -c '
    mount -t proc proc "$0/proc" && exec chroot "$0" env -i \
      PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 "$@"' "$root" "$@"
}

# inside COMMAND…: runs it there.
inside() {
  (enter "$@")
}

# files_inside: what is there, but for what package managers remember and man looks up, and an empty /opt, which dpkg takes
# along with the last package in it.
files_inside() {
  find "$root" -xdev \( -path "$root/proc" -o -path "$root/tmp" -o -path "$root/var/lib/dpkg" -o -path "$root/var/lib/rpm" \
    -o -path "$root/var/log" -o -path "$root/var/cache" -o -path "$root/root" \) -prune -o -printf '%P %u:%g %m\n' |
    grep -v '^opt ' | LC_ALL=C sort
}
