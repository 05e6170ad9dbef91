# shellcheck shell=sh source-path=SCRIPTDIR/..
# Starts Java. Sourced after base.sh and config-dir.sh.

# shellcheck disable=SC2154 # here is set by the program
. "$here/lib/trust.sh"
. "$here/lib/environment.sh"
. "$here/lib/java.sh"

# launch SUBCOMMAND [ARGUMENT...]: becomes slurm-ec2.jar with these arguments, or ends with 2 when the configuration and
# with 3 when the installation does not let it start. Needs here, the directory of the programs, and config_dir.
# shellcheck disable=SC2154 # set by the library's functions
launch() {
  if [ -e "$config_dir/slurm-ec2.env" ]; then
    load_environment "$config_dir/slurm-ec2.env" || exit
  fi
  export SLURM_EC2_CONFIG_DIR="$config_dir"
  complete_environment
  find_jar "$here" || exit
  find_java || exit
  find_archive "${jar%/*}"
  may_trust "$jar" ${archive:+"${archive#*=}"} "$java" || exit 3
  # The JVM sizes the space for young objects by the machine and fills it before it looks what of it is still needed: of
  # 200 MiB that a run takes on a large head node, most is that. Some 24 MiB are as fast.
  java_small=-Xmn24m
  terminal=false
  [ ! -t 2 ] || terminal=true

  # The JVM's own words would go to stdout, amid what a subcommand prints: errors go to stderr instead, and that an
  # archive is of an older jar or JVM is no error.
  # shellcheck disable=SC2086 # words
  exec "$java" $java_quick ${archive:+$archive_quick "$archive"} \
    -Xlog:disable -Xlog:all=error:stderr "-Xlog:$archive_log*=off:stderr" \
    -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 \
    -Dsun.stdout.encoding=UTF-8 -Dsun.stderr.encoding=UTF-8 \
    "$java_small" \
    "-Dslurmec2.terminal=$terminal" -jar "$jar" "$@"
}
