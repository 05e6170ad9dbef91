# shellcheck shell=sh
# What may be read or run: only what nobody but root, SlurmUser and the caller can change. Sourced after base.sh.

# The kernel gives up after as many (path_resolution(7)); a link to itself ends here.
symbolic_links_max=40

# may_trust FILE...: 0 if nobody else can write these files (absolute, each there), the directories that they are in, up to
# /, or a symbolic link on the way or what it leads to. Otherwise 1, and every place is reported with what to do.
# With trust_group_files=no no file may be written by a group, whichever it is.
# All places are looked at by one stat(1): this is run before each start.
may_trust() {
  trust_status=0
  trust_seen='
'
  trust_paths=
  for trust_file in "$@"; do
    collect_way "$trust_file"
    collect_runtime
  done
  trust_files=$*
  trust_ifs=$IFS
  IFS='
'
  set -f
  # shellcheck disable=SC2086 # a word for each line
  set -- $trust_paths
  set +f
  IFS=$trust_ifs
  trust_listing=$(stat -c '%u %g %A %n' -- "$@" 2>/dev/null) || {
    complain "It cannot be told who may change $trust_files: user $(id -un) has to see them and their directories," \
      'in whose names there may be no line breaks.'
    return 1
  }
  while read -r trust_owner trust_group trust_mode trust_path; do
    judge_place
  done <<LISTING
$trust_listing
LISTING
  return "$trust_status"
}

# collect_way FILE: adds the directories and links on the way to it, and itself, to trust_paths, a line each.
collect_way() {
  way=
  way_left=${1#/}
  way_links=0
  add_place /
  while [ -n "$way_left" ]; do
    way_part=${way_left%%/*}
    case $way_left in
      */*) way_left=${way_left#*/} ;;
      *) way_left= ;;
    esac
    case $way_part in
      '' | .) continue ;;
      ..)
        way=${way%/*}
        continue
        ;;
    esac
    add_place "$way/$way_part"
    if [ ! -h "$way/$way_part" ] || [ "$way_links" -ge "$symbolic_links_max" ]; then
      way=$way/$way_part
      continue
    fi
    way_links=$((way_links + 1))
    way_target=$(readlink -- "$way/$way_part")
    case $way_target in
      /*) way= ;;
    esac
    way_left=$way_target/$way_left
  done
}

# A Java is more than its program: adds the parts that hold the code to a way that has led to one.
collect_runtime() {
  case $way in
    */bin/java) ;;
    *) return 0 ;;
  esac
  for way_part in lib lib/modules lib/server lib/server/libjvm.so; do
    [ ! -e "${way%/bin/java}/$way_part" ] || add_place "${way%/bin/java}/$way_part"
  done
}

add_place() {
  case $trust_seen in
    *"
$1
"*) return ;;
  esac
  trust_seen="$trust_seen$1
"
  trust_paths="$trust_paths$1
"
}

# Judges one line of stat's. In a sticky directory (/tmp) only the owner of a file can put another in its place, and
# the file's own line is judged as well. The mode of a link means nothing.
judge_place() {
  if ! is_trusted_owner; then
    complain "$trust_path belongs to user $(user_name "$trust_owner"), who could change what runs here;" \
      "only root, SlurmUser and $(id -un) may own it. Do: chown root '$trust_path'"
    trust_status=1
  fi
  case $trust_mode in
    l* | d????????[tT]) return ;;
    ????????w*) trust_writers='every user' ;;
    ?????w*)
      ! is_trusted_group || return 0
      trust_writers="group $(getent group "$trust_group" | cut -d: -f1)"
      ;;
    *) return ;;
  esac
  complain "$trust_path can be written by others than its owner: by $trust_writers, who could change what runs here." \
    "Do: chmod go-w '$trust_path'"
  trust_status=1
}

is_trusted_owner() {
  [ "$trust_owner" != 0 ] || return 0
  : "${trust_caller:=$(id -u)}"
  [ "$trust_owner" != "$trust_caller" ] || return 0
  # Asked only where it matters.
  : "${trust_slurm_user:=$(slurm_user)}"
  [ "$trust_owner" = "$trust_slurm_user" ]
}

# root's group has what root has. A group with its owner's name and no other member is the owner's own: with
# umask 002 all files of a user are written by it.
is_trusted_group() {
  case ${trust_group_files:-yes}$trust_mode in
    no-*) return 1 ;;
  esac
  [ "$trust_group" != 0 ] || return 0
  trust_name=$(user_name "$trust_owner")
  case $(getent group "$trust_group") in
    "$trust_name":*: | "$trust_name":*:"$trust_name") return 0 ;;
  esac
  return 1
}

user_name() {
  trust_user=$(getent passwd "$1" | cut -d: -f1)
  printf '%s\n' "${trust_user:-$1}"
}

# Prints the number of slurm.conf's SlurmUser, or "none".
slurm_user() {
  slurm_user_is=$(sed -n 's/^[[:space:]]*[Ss][Ll][Uu][Rr][Mm][Uu][Ss][Ee][Rr][[:space:]]*=[[:space:]]*\([^[:space:]#]*\).*/\1/p' \
    "${SLURM_CONF:-/etc/slurm/slurm.conf}" 2>/dev/null | tail -n 1)
  slurm_user_is=${slurm_user_is%%(*}
  slurm_user_is=$(getent passwd -- "${slurm_user_is:-none}" | cut -d: -f3)
  printf '%s\n' "${slurm_user_is:-none}"
}
