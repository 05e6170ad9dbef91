# shellcheck shell=sh disable=SC2154
# Sourced by packaging/build.

# make_tarball MAIN COMPUTE: one directory that runs wherever it is unpacked: /opt/slurm-ec2 of both packages, and share
# with the rest.
make_tarball() {
  name=slurm-ec2-$version
  [ "$runtime" = no ] || name=$name-linux-$(uname -m)
  tree=$work/tarball/$name
  mkdir -p "$tree"
  cp -a "$1$prefix/." "$tree/"
  cp -a "$2$prefix/compute" "$tree/compute"
  cp -a "$1/usr/share" "$tree/share"
  cp -a "$1/usr/lib/systemd" "$tree/share/systemd"
  settle "$tree"
  tar --sort=name --format=gnu --owner=0 --group=0 --numeric-owner -C "$work/tarball" -cf - "$name" |
    gzip -9n >"$output/$name.tar.gz"
  rm -rf "$work/tarball"
  say "$output/$name.tar.gz"
}
