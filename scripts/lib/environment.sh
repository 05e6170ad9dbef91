# shellcheck shell=sh
# slurm-ec2.env: variables that slurmctld and cron do not give. Sourced after base.sh and trust.sh. The file is
# read, never run: nothing in it is expanded.

# No honest file comes near it; a wrong file (a log, a device) is given up early.
environment_lines_max=1000

# load_environment FILE: exports the file's variables; they win over the caller's. Returns 2 when the file
# cannot be trusted or has bad lines, all of which are reported; then nothing is exported. Also exports the names
# as SLURM_EC2_ENVIRONMENT_NAMES: none of the values is shown in any message.
load_environment() {
  environment_file=$1
  environment_status=0
  environment_line=0
  # KEY=VALUE lines; no value holds a line break.
  environment_pairs=
  may_trust_environment || return 2
  while IFS= read -r text || [ -n "$text" ]; do
    environment_line=$((environment_line + 1))
    if [ "$environment_line" -gt "$environment_lines_max" ]; then
      bad_environment_line "the file has more than $environment_lines_max lines"
      break
    fi
    read_environment_line "$text"
  done <"$environment_file"
  [ "$environment_status" -ne 0 ] || export_environment
  return "$environment_status"
}

export_environment() {
  SLURM_EC2_ENVIRONMENT_NAMES=
  while IFS= read -r environment_pair; do
    [ -n "$environment_pair" ] || continue
    export "${environment_pair?}"
    SLURM_EC2_ENVIRONMENT_NAMES="$SLURM_EC2_ENVIRONMENT_NAMES ${environment_pair%%=*}"
  done <<PAIRS
$environment_pairs
PAIRS
  export SLURM_EC2_ENVIRONMENT_NAMES
}

may_trust_environment() {
  if [ ! -f "$environment_file" ] || [ ! -r "$environment_file" ]; then
    complain "$environment_file is not a file that user $(id -un) can read; make it one, or remove it."
    return 1
  fi
  # Whoever can write the file chooses the program that runs (JAVA_HOME) and the account that pays.
  # shellcheck disable=SC2034 # used by may_trust
  trust_group_files=no
  may_trust "$environment_file"
  environment_trusted=$?
  # shellcheck disable=SC2034
  trust_group_files=yes
  return "$environment_trusted"
}

# The line's text is never repeated: it may hold a secret.
bad_environment_line() {
  complain "$environment_file, line $environment_line: $1."
  environment_status=2
}

read_environment_line() {
  trim "$1"
  text=$trimmed
  case $text in
    '' | '#'*) return ;;
    'export '*)
      trim "${text#export }"
      text=$trimmed
      ;;
  esac
  case $text in
    *=*) ;;
    *)
      bad_environment_line 'expected KEY=VALUE, a comment or nothing'
      return
      ;;
  esac
  key=${text%%=*}
  case $key in
    http_proxy | https_proxy | no_proxy | all_proxy) ;;
    '' | [!A-Z_]* | *[!A-Z0-9_]*)
      bad_environment_line 'the name before = must be of capital letters, digits and _, without blanks'
      return
      ;;
    IFS | ENV | PPID | PWD | OLDPWD | UID | EUID | GROUPS | LINENO | OPT* | PS[0-9] | SHELLOPTS | BASH* | FUNC* | \
      SLURM_EC2_CONFIG_DIR | SLURM_EC2_FOREGROUND | SLURM_EC2_ENVIRONMENT_NAMES | SLURM_RESUME_FILE)
      bad_environment_line "$key cannot be set here"
      return
      ;;
  esac
  parse_environment_value "${text#*=}" || return
  case $value in
    *[[:cntrl:]]*) bad_environment_line 'the value holds a control character' ;;
    *)
      environment_pairs="$environment_pairs$key=$value
"
      ;;
  esac
}

# parse_environment_value TEXT: sets value: 'literal', "with \" and \\", or bare up to a blank and #.
parse_environment_value() {
  rest=$1
  value=
  case $rest in
    \'*)
      rest=${rest#?}
      case $rest in
        *\'*) value=${rest%%\'*} rest=${rest#*\'} ;;
        *)
          bad_environment_line "the closing ' is missing"
          return 1
          ;;
      esac
      ;;
    \"*)
      rest=${rest#?}
      parse_double_quoted || return 1
      ;;
    *)
      trim "${rest%%[[:space:]]#*}"
      value=$trimmed
      return
      ;;
  esac
  case $rest in
    [[:space:]]*)
      trim "$rest"
      rest=$trimmed
      ;;
    '#'*) rest=x ;;
  esac
  case $rest in
    '' | '#'*) ;;
    *)
      bad_environment_line 'there is something after the closing quote'
      return 1
      ;;
  esac
}

# Takes rest up to the closing quote into value. Each turn shortens rest.
parse_double_quoted() {
  while :; do
    chunk=${rest%%[\"\\]*}
    value=$value$chunk
    rest=${rest#"$chunk"}
    case $rest in
      '')
        bad_environment_line 'the closing " is missing'
        return 1
        ;;
      \"*)
        rest=${rest#?}
        return
        ;;
      \\\"*) value=$value\" rest=${rest#??} ;;
      \\\\*) value=$value\\ rest=${rest#??} ;;
      *) value=$value\\ rest=${rest#?} ;;
    esac
  done
}

# trim TEXT: sets trimmed: TEXT without blanks (and a carriage return) at both ends. No substitution: each line would
# cost a process or more.
trim() {
  trimmed=${1#"${1%%[![:space:]]*}"}
  trimmed=${trimmed%"${trimmed##*[![:space:]]}"}
}
