# shellcheck shell=sh disable=SC2154
# Sourced by packaging/build.

# make_rpm PACKAGE ROOT
make_rpm() {
  rpm_architecture=noarch
  rpm_runtime=0
  rpm_glibc=
  if [ "$1" = slurm-ec2 ] && [ "$runtime" = yes ]; then
    rpm_runtime=1
    rpm_architecture=$(uname -m)
    rpm_glibc=$(runtime_dependencies "$2$prefix/runtime" | sed 's/^libc6 (>= \([0-9.]*\)).*/\1/')
  fi
  with_parts "$packaging/rpm/$1.spec" >"$work/$1.spec"
  # Nothing of what distributions do to compiled programs, nor the machine's name and time. gzip, which every rpm reads.
  rpmbuild -bb --quiet --target "$rpm_architecture-linux" \
    --define "_topdir $work/rpm" --define "_rpmdir $work/rpm" --define "_tmppath $work/rpm" \
    --define "_dbpath $work/rpm/db" \
    --define "root $2" --define "package_version $version" --define "with_runtime $rpm_runtime" \
    --define "glibc ${rpm_glibc:-0}" \
    --define '__os_install_post %{nil}' --define 'debug_package %{nil}' --define '_build_id_links none' \
    --define '_binary_payload w6.gzdio' --define '_buildhost localhost' \
    --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
    "$work/$1.spec" >"$work/rpm.log" 2>&1 || {
    cat "$work/rpm.log" >&2
    return 1
  }
  rpm=$1-$version-1.$rpm_architecture.rpm
  mv "$work/rpm/$rpm_architecture/$rpm" "$output/$rpm"
  rm -rf "$work/rpm"
  say "$output/$rpm"
}
