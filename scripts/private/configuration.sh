# shellcheck shell=sh disable=SC2154 # the variables named here are set by create
# The files of a private Slurm. Sourced by scripts/private-slurm, POSIX sh.
# Reads: directory slurm_bin plugins groups cluster region subnet launch_template suspend_time
# suspend_timeout resume_timeout slurmd_timeout grace log_level

# free_ports COUNT: the first of COUNT ports in a row that nothing uses, below the kernel's own
# range for outgoing connections (from 32768).
free_ports() {
  # 50 tries: each hits an unused stretch of the 12000 ports almost surely.
  tries=50
  while [ "$tries" -gt 0 ]; do
    tries=$((tries - 1))
    random=$(od -An -N2 -tu2 /dev/urandom)
    first=$((20000 + random % (12000 - $1)))
    if cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v first="$first" -v count="$1" '
      BEGIN { for (i = 0; i < count; i++) wanted[sprintf("%04X", first + i)] = 1 }
      { parts = split($2, local, ":"); if (parts == 2 && (local[2] in wanted)) taken = 1 }
      END { exit taken }'; then
      echo "$first"
      return 0
    fi
  done
  echo "private-slurm: no $1 free ports in a row between 20000 and 32000" >&2
  return 1
}

# Group specifications are PARTITION/GROUP:COUNT[:INSTANCETYPE].
group_partition() { echo "${1%%/*}"; }
group_name() { rest=${1#*/} && echo "${rest%%:*}"; }
group_count() { rest=${1#*:} && echo "${rest%%:*}"; }
group_type() { case $1 in *:*:*) echo "${1##*:}" ;; *) echo c5.large ;; esac; }

# write_slurm_conf PORT: what has nothing to do with EC2; the rest is included.
write_slurm_conf() {
  user=$(id -un)
  host=$(uname -n)
  host=${host%%.*}
  cat <<END
ClusterName=$cluster
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$1
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
# A job that is requeued waits for cred_expire; 120 s is Slurm's default.
AuthInfo=socket=$directory/munge/socket,cred_expire=5
StateSaveLocation=$directory/state
SlurmdSpoolDir=$directory/spool/%n
SlurmctldPidFile=$directory/run/slurmctld.pid
SlurmdPidFile=$directory/run/slurmd.%n.pid
SlurmctldLogFile=$directory/log/slurmctld.log
SlurmdLogFile=$directory/log/slurmd.%n.log
SlurmctldDebug=info
DebugFlags=Power
# No cgroups: a plain user has none to give, and a container often neither.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=5,bf_interval=5
KillWait=5
SlurmdTimeout=$slurmd_timeout
${plugins:+PluginDir=$plugins}
Include $directory/etc/slurm.conf.aws
END
}

write_config_json() {
  parameters=idle_on_node_suspend,power_save_interval=2
  # 20.11 would forget why nodes are out (docs/generate-conf.md, idle-on-node-suspend-forgets).
  case $(slurmctld -V) in *' 20.'*) parameters=power_save_interval=2 ;; esac
  cat <<END
{
  "LogLevel": "$log_level",
  "LogFileName": "$directory/log/slurm-ec2.log",
  "SlurmBinPath": "$slurm_bin",
  "ClusterName": "$cluster",
  "StateDir": "$directory/slurm-ec2",
  "GraceSeconds": $grace,
  "SlurmConf": {
    "PrivateData": "CLOUD",
    "ResumeProgram": "$directory/etc/resume",
    "SuspendProgram": "$directory/etc/suspend",
    "ResumeFailProgram": "$directory/etc/resume-fail",
    "ResumeRate": 0,
    "SuspendRate": 0,
    "ResumeTimeout": $resume_timeout,
    "SuspendTime": $suspend_time,
    "SuspendTimeout": $suspend_timeout,
    "TreeWidth": 60000,
    "ReturnToService": 2,
    "SlurmctldParameters": "$parameters"
  }
}
END
}

# write_partitions_json PORT: the groups, with one port a node from PORT on, as all of them share a
# host. Groups of one partition stand together in $groups.
write_partitions_json() {
  port=$1
  last=
  printf '{\n  "Partitions": ['
  for group in $groups; do
    partition=$(group_partition "$group")
    count=$(group_count "$group")
    if [ "$partition" != "$last" ]; then
      [ -z "$last" ] || printf '\n      ]\n    },'
      printf '\n    {\n      "PartitionName": "%s",\n      "NodeGroups": [' "$partition"
    else
      printf ','
    fi
    last=$partition
    ports=$port
    [ "$count" = 1 ] || ports="[$port-$((port + count - 1))]"
    port=$((port + count))
    cat <<END

        {
          "NodeGroupName": "$(group_name "$group")",
          "MaxNodes": $count,
          "Region": "$region",
          "SlurmSpecifications": { "CPUs": "1", "RealMemory": "100", "Port": "$ports" },
          "PurchasingOption": "on-demand",
          "OnDemandOptions": { "AllocationStrategy": "lowest-price" },
          "LaunchTemplateSpecification": {
            "LaunchTemplateName": "$launch_template",
            "Version": "\$Latest"
          },
          "LaunchTemplateOverrides": [{ "InstanceType": "$(group_type "$group")" }],
          "SubnetIds": ["$subnet"]
        }
END
  done
  printf '      ]\n    }\n  ]\n}\n'
}

# write_environment: what the suite's programs get, as slurmctld gives them nothing.
write_environment() {
  cat <<END
SLURM_CONF=$directory/etc/slurm.conf
$(mark "$directory")
AWS_REGION=$region
AWS_ACCESS_KEY_ID=sandbox
AWS_SECRET_ACCESS_KEY=sandbox
AWS_EC2_METADATA_DISABLED=true
END
  [ -z "${JAVA_HOME-}" ] || echo "JAVA_HOME=$JAVA_HOME"
}

# write_hosts: an address for the name of each node, as a node has no other before its instance has
# one. 127.255.255.255 is lo's broadcast address: nothing can be connected to it, and that at once.
write_hosts() {
  sed -n 's/^NodeName=\([^ ]*\) .*/\1/p' "$directory/etc/slurm.conf.aws" | while read -r hostlist; do
    run scontrol show hostnames "$hostlist"
  done | sed 's/^/127.255.255.255 /'
}
