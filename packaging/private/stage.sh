# shellcheck shell=sh disable=SC2154
# The files of the packages, as they are going to be installed. Sourced by packaging/build.

# Where slurm.conf names the programs.
prefix=/opt/slurm-ec2

# pom_value ELEMENT: the first value in pom.xml.
pom_value() {
  sed -n "s|.*<$1>\([^<]*\)</$1>.*|\1|p" "$repository/pom.xml" | head -n 1
}

# stage MAIN COMPUTE: fills the roots of the two packages.
stage() {
  # scripts/install knows which files make an installation, and their modes.
  DESTDIR=$1 "$scripts/install" --prefix "$prefix" >/dev/null
  # The same time as in the package, before a class archive is made that is checked against it.
  touch -d "@$SOURCE_DATE_EPOCH" "$1$prefix/slurm-ec2.jar"
  # What slurmctld names stays in /opt; what people type is in their PATH.
  mkdir -p "$1/usr/sbin" "$1/etc/slurm-ec2"
  ln -s "$prefix/slurm-ec2" "$1/usr/sbin/slurm-ec2"
  for unit in "$packaging"/systemd/*; do
    put_file "$unit" "$1/usr/lib/systemd/system/${unit##*/}"
  done
  "$JAVA_HOME/bin/java" -cp "$1$prefix/slurm-ec2.jar" dev.slurmec2.manual.Manual \
    "$1/usr/share" "$repository/config" "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)"
  find "$1/usr/share/man" -type f -exec gzip -9n {} +
  stage_documents "$1/usr/share/doc/slurm-ec2"
  stage_compute "$1" "$2"
}

# stage_documents DIRECTORY: with the places that their links expect.
stage_documents() {
  put_file "$repository/README.md" "$1/README.md"
  put_file "$repository/LICENSE" "$1/LICENSE"
  put_file "$packaging/debian/copyright" "$1/copyright"
  (cd "$repository" && find docs -type f) | while read -r document; do
    put_file "$repository/$document" "$1/$document"
  done
  for example in "$repository"/config/*.example.json; do
    put_file "$example" "$1/examples/${example##*/}"
  done
  put_file "$scripts/compute/user-data.sh" "$1/examples/user-data.sh"
}

# stage_compute MAIN COMPUTE: what compute nodes need goes from one to the other.
stage_compute() {
  mkdir -p "$2$prefix"
  mv "$1$prefix/compute" "$2$prefix/compute"
  # Installed, it holds; user data of one's own can still copy it to /etc, which goes before.
  put_file "$2$prefix/compute/slurmd.service.d/slurm-ec2.conf" "$2/usr/lib/systemd/system/slurmd.service.d/slurm-ec2.conf"
  put_file "$packaging/debian/copyright" "$2/usr/share/doc/slurm-ec2-compute/copyright"
  put_file "$repository/docs/compute-nodes.md" "$2/usr/share/doc/slurm-ec2-compute/compute-nodes.md"
}

# put_file FILE COPY
put_file() {
  mkdir -p "${2%/*}"
  cp "$1" "$2"
  chmod 644 "$2"
}

# with_parts FILE: prints it with what .deb and .rpm have in common in the places of #after-install# and #before-removal#.
with_parts() {
  sed -e "/^#after-install#\$/{r $packaging/maintainer/after-install" -e 'd}' \
    -e "/^#before-removal#\$/{r $packaging/maintainer/before-removal" -e 'd}' "$1"
}

# settle ROOT…: one time for all, and nothing that others could write.
settle() {
  for root in "$@"; do
    chmod -R go-w "$root"
    find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  done
}
