# shellcheck shell=sh
# Which configuration directory is meant. Sourced after base.sh.

# find_config_dir CALLED_AS FILE [ARGUMENT...]: sets config_dir, absolute. CALLED_AS is the program's name as
# it was called, FILE what it is when symbolic links are followed, the rest the program's own arguments.
find_config_dir() {
  called_as=$1
  program_file=$2
  shift 2
  config_dir=
  while [ $# -gt 0 ]; do
    case $1 in
      --) break ;;
      --config-dir) config_dir=${2-} ;;
      --config-dir=*) config_dir=${1#*=} ;;
    esac
    shift
  done
  config_dir=${config_dir:-${SLURM_EC2_CONFIG_DIR-}}
  if [ -z "$config_dir" ]; then
    config_dir=/etc/slurm-ec2
    # Several configurations can share one installation: each directory holds links to the programs.
    for candidate in "$(directory_of "$program_file")" "$(directory_of "$called_as")"; do
      [ ! -f "$candidate/config.json" ] || config_dir=$candidate
    done
  fi
  case $config_dir in
    /*) ;;
    *) config_dir=$PWD/$config_dir ;;
  esac
}
