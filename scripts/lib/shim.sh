#!/bin/sh
# shim SUBCOMMAND CALLED_AS [ARGUMENT...]: what the shims have in common. Started by slurmctld, a power saving
# program is handed to a process of its own and this one returns at once; otherwise it runs in the foreground.
set -u

self=$(readlink -f -- "$0") || exit 3
here=${self%/*}
prefix=${here%/*}
. "$here/base.sh"
. "$here/config-dir.sh"
. "$here/trust.sh"
. "$here/environment.sh"
. "$here/called-by-slurmctld.sh"
. "$here/detach.sh"

subcommand=$1
called_as=$2
shift 2
find_config_dir "$called_as" "$prefix/$subcommand" "$@"
export SLURM_EC2_CONFIG_DIR="$config_dir"

case $subcommand in
  resume | suspend | resume-fail)
    if called_by_slurmctld && detach "$prefix/slurm-ec2" "$subcommand" "$@"; then
      exit 0
    fi
    ;;
esac
exec "$prefix/slurm-ec2" "$subcommand" "$@"
