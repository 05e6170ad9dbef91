# shellcheck shell=sh
# Whether slurmctld calls, or a person, a script, cron. Sourced.

# called_by_slurmctld: true if one of slurmctld's marks is there and no terminal is. SLURM_EC2_FOREGROUND=1 or
# =0 answers instead.
called_by_slurmctld() {
  case ${SLURM_EC2_FOREGROUND-} in
    1) return 1 ;;
    0) return 0 ;;
  esac
  # slurmctld closes its programs' descriptors (up to 22.05) or gives them a pipe (from 23.02).
  if [ -t 0 ] || [ -t 1 ] || [ -t 2 ]; then
    return 1
  fi
  # The resume file is a descriptor of the daemon.
  case ${SLURM_RESUME_FILE-} in
    /proc/*/fd/*) return 0 ;;
  esac
  # The whole environment is SLURM_CONF, and SLURM_RESUME_FILE for resume. Shells, cron, sshd, systemd set PATH.
  if [ -n "${SLURM_CONF-}" ] && ! path_is_exported; then
    return 0
  fi
  # A wrapper that execs the shim has filled in the environment.
  parent=
  if [ -r "/proc/$PPID/comm" ]; then
    read -r parent <"/proc/$PPID/comm"
  fi
  case $parent in
    slurmctld | slurmscriptd) return 0 ;;
  esac
  return 1
}

# Shells that get no PATH give themselves one, unexported: only the list of exports tells.
path_is_exported() {
  case "
$(export -p)" in
    *"
export PATH="*) return 0 ;;
  esac
  return 1
}
