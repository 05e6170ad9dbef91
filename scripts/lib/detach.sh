# shellcheck shell=sh
# Starts a worker that outlives its caller. Sourced after base.sh and environment.sh.

# In normal operation the file stays empty; what piles up beyond this is the same error again and again.
last_resort_bytes_max=1048576

# detach PROGRAM [ARGUMENT...]: starts it in a session of its own, with no descriptor of the caller's, and the
# resume file as descriptor 3. Returns when it has its session: slurmctld from 23.02 on kills the process group
# as soon as the caller is gone. Not 0: nothing was started.
detach() {
  command -v setsid >/dev/null || return 1
  find_last_resort_log
  # Nothing may be left that holds slurmscriptd's pipe.
  exec </dev/null >/dev/null
  if [ -n "$last_resort_log" ]; then
    exec 2>>"$last_resort_log"
  else
    exec 2>/dev/null
  fi
  take_resume_file
  # Its standard output is the pipe of the substitution: the shell in the new session prints its process id and
  # gives the pipe up, and only then does the substitution end.
  # shellcheck disable=SC2016 # expanded by that shell
  if [ -z "$last_resort_log" ] && command -v logger >/dev/null; then
    worker='echo $$; exec >/dev/null; "$@" 2>&1 | logger -t slurm-ec2'
  else
    worker='echo $$; exec "$@" >&2'
  fi
  worker_id=$(setsid sh -c "$worker" sh "$@" 3<&3 &)
  [ -n "$worker_id" ]
}

# Sets last_resort_log: where the worker's stderr goes, which is all that is left when its own log cannot be
# opened or Java does not start. Empty: syslog.
find_last_resort_log() {
  # shellcheck disable=SC2154 # set by find_config_dir
  last_resort_log=$(
    # What cannot be trusted or read as a whole counts for nothing; the worker says so.
    [ ! -e "$config_dir/slurm-ec2.env" ] || load_environment "$config_dir/slurm-ec2.env" 2>/dev/null
    printf '%s\n' "${SLURM_EC2_LAST_RESORT_LOG:-$config_dir/slurm-ec2.stderr.log}"
  )
  if [ -f "$last_resort_log" ] && [ "$(wc -c <"$last_resort_log")" -gt "$last_resort_bytes_max" ]; then
    mv -f -- "$last_resort_log" "$last_resort_log.old"
  fi 2>/dev/null
  (: >>"$last_resort_log") 2>/dev/null || last_resort_log=
}

# Opens what SLURM_RESUME_FILE names as descriptor 3. It names a descriptor of slurmctld, gone when slurmctld's
# program has returned. The copy has no name any more before the worker runs: none is ever left behind.
take_resume_file() {
  exec 3</dev/null
  [ -n "${SLURM_RESUME_FILE-}" ] || return 0
  if [ ! -f "$SLURM_RESUME_FILE" ] || [ ! -r "$SLURM_RESUME_FILE" ]; then
    complain "The resume file $SLURM_RESUME_FILE cannot be read: the list of nodes is all that is known."
    unset SLURM_RESUME_FILE
    return 0
  fi
  # Without room for a copy, slurmctld's own file, held open, is as good: Slurm does not change it.
  exec 3<"$SLURM_RESUME_FILE"
  for directory in "${TMPDIR:-/tmp}" /dev/shm /run; do
    copy=$(mktemp "$directory/slurm-ec2-resume.XXXXXXXXXX" 2>/dev/null) || continue
    if cat <&3 >"$copy"; then
      exec 3<"$copy"
      rm -f -- "$copy"
      break
    fi
    rm -f -- "$copy"
    exec 3<"$SLURM_RESUME_FILE"
  done
  SLURM_RESUME_FILE=/proc/self/fd/3
  export SLURM_RESUME_FILE
}
