# shellcheck shell=sh
# What a program started by slurmctld or cron may lack, and how the scripts speak. Sourced.

# slurmctld up to 22.05 starts programs with descriptors 0 to 2 closed. The next files opened would take
# these numbers, and what is printed would land inside them.
[ -e /proc/self/fd/0 ] || exec 0</dev/null
[ -e /proc/self/fd/1 ] || exec 1>/dev/null
[ -e /proc/self/fd/2 ] || exec 2>/dev/null

# complain SENTENCE: says it on stderr, with the time where stderr is not a terminal but a log.
complain() {
  if [ -t 2 ]; then
    printf 'slurm-ec2: %s\n' "$(printable "$*")" >&2
  else
    printf '%s - slurm-ec2: %s\n' "$(date '+%Y-%m-%d %H:%M:%S')" "$(printable "$*")" >&2
  fi
}

# printable TEXT: prints it with ? for each character that a terminal would obey, of ASCII and of UTF-8's U+0080 to
# U+009F: names of files are anything.
printable() {
  printf '%s' "$1" | LC_ALL=C tr '\001-\037\177' '?' |
    LC_ALL=C sed "s/$(printf '\302')[$(printf '\200')-$(printf '\237')]/?/g"
}

# directory_of FILE: prints the directory that a file's name names.
directory_of() {
  case $1 in
    /*/*) printf '%s\n' "${1%/*}" ;;
    /*) printf '/\n' ;;
    */*) printf '%s/%s\n' "$PWD" "${1%/*}" ;;
    *) printf '%s\n' "$PWD" ;;
  esac
}

# complete_environment: exports PATH, HOME and a UTF-8 locale where the caller gave none.
complete_environment() {
  # A shell that is given no PATH has one of its own, which its children do not see.
  PATH=${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}
  # The AWS SDK looks for .aws/config and .aws/credentials in it.
  if [ -z "${HOME-}" ]; then
    HOME=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)
    HOME=${HOME:-/}
  fi
  # Java takes the encoding of file names from the locale alone.
  case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
    '' | C | POSIX)
      unset LC_ALL LC_CTYPE
      LANG=C.UTF-8
      export LANG
      ;;
  esac
  export PATH HOME
}
