# shellcheck shell=sh source-path=SCRIPTDIR/..
# What the shims have in common. Sourced by a program that has set self, which is itself when links are followed, and
# subcommand. Started by slurmctld, a power saving program is handed to a process of its own and this one returns at
# once; otherwise it runs in the foreground.
set -u

# shellcheck disable=SC2154 # set by the program
here=${self%/*}
. "$here/lib/base.sh"
. "$here/lib/config-dir.sh"
. "$here/lib/launch.sh"
. "$here/lib/called-by-slurmctld.sh"
. "$here/lib/detach.sh"

find_config_dir "$0" "$self" "$@"
export SLURM_EC2_CONFIG_DIR="$config_dir"

# shellcheck disable=SC2154 # set by the program
case $subcommand in
  resume | suspend | resume-fail)
    if called_by_slurmctld && detach "$here/slurm-ec2" "$subcommand" "$@"; then
      exit 0
    fi
    ;;
esac
launch "$subcommand" "$@"
