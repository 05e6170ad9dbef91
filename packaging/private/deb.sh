# shellcheck shell=sh disable=SC2154
# Sourced by packaging/build.

# make_deb PACKAGE ROOT
make_deb() {
  tree=$work/deb/$1
  mkdir -p "$work/deb"
  cp -a "$2" "$tree"
  mkdir "$tree/DEBIAN"
  deb_architecture=all
  if [ "$1" = slurm-ec2 ]; then
    deb_of_the_head_node "$tree"
  else
    deb_depends='curl | wget'
  fi
  deb_changelog "$1" | gzip -9n >"$tree/usr/share/doc/$1/changelog.gz"
  if [ -r "$packaging/debian/$1.overrides" ]; then
    put_file "$packaging/debian/$1.overrides" "$tree/usr/share/lintian/overrides/$1"
  fi
  deb_control "$1" "$(du -sk --exclude=DEBIAN "$tree" | cut -f1)" >"$tree/DEBIAN/control"
  (cd "$tree" && find . -path ./DEBIAN -prune -o -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' md5sum >DEBIAN/md5sums)
  settle "$tree"
  deb=$output/$1_${version}_$deb_architecture.deb
  # gzip: the jar is compressed already, xz takes ten times as long, and what it writes depends on the number of threads.
  dpkg-deb --root-owner-group -Zgzip -z6 --build "$tree" "$deb" >/dev/null
  rm -rf "$tree"
  say "$deb"
}

# deb_of_the_head_node TREE: sets what control says, and adds the maintainer scripts.
deb_of_the_head_node() {
  if [ "$runtime" = yes ]; then
    deb_architecture=$(dpkg --print-architecture)
    deb_depends=$(runtime_dependencies "$1$prefix/runtime")
  else
    # 1:… is the epoch of Debian's default Java; older releases have Java 11 under this name.
    deb_depends='default-jre-headless (>= 2:1.17) | java17-runtime-headless'
    # An upgrade of Java makes the class archive useless until it is made anew.
    echo 'interest-noawait /usr/lib/jvm' >"$1/DEBIAN/triggers"
  fi
  with_parts "$packaging/debian/postinst" >"$1/DEBIAN/postinst"
  with_parts "$packaging/debian/prerm" >"$1/DEBIAN/prerm"
  cp "$packaging/debian/postrm" "$1/DEBIAN/postrm"
  chmod 755 "$1/DEBIAN/postinst" "$1/DEBIAN/prerm" "$1/DEBIAN/postrm"
}

# deb_control PACKAGE KILOBYTES
deb_control() {
  cat <<CONTROL
Package: $1
Version: $version
Architecture: $deb_architecture
Maintainer: ${DEBFULLNAME:-slurm-ec2} <${DEBEMAIL:-slurm-ec2@slurm-ec2.invalid}>
Installed-Size: $2
Depends: $deb_depends
Section: admin
Priority: optional
CONTROL
  if [ "$1" = slurm-ec2 ]; then
    cat <<'CONTROL'
Suggests: slurmctld, bash-completion
Description: EC2 instances for Slurm's cloud nodes
 Programs that slurmctld calls for its cloud nodes (ResumeProgram,
 SuspendProgram, ResumeFailProgram), a sweep that runs each minute, and a
 generator for the configuration. Jobs get EC2 instances when they need them.
 .
 It takes the config.json and partitions.json of the AWS Plugin for Slurm v2.
CONTROL
  else
    cat <<'CONTROL'
Suggests: slurmd
Description: slurmd under its node's name on EC2 instances
 For the image of compute nodes: a script that reads the node's name from the
 instance metadata, and a drop-in that starts slurmd under it.
CONTROL
  fi
}

# deb_changelog PACKAGE
deb_changelog() {
  cat <<CHANGELOG
$1 ($version) unstable; urgency=medium

  * Release $version.

 -- ${DEBFULLNAME:-slurm-ec2} <${DEBEMAIL:-slurm-ec2@slurm-ec2.invalid}>  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
CHANGELOG
}
