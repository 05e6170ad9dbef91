# shellcheck shell=sh disable=SC2154 # variables are shared with scripts/bench
# What the programs of scripts/bench run in: configuration, stand-in for Slurm, sandbox. Sourced, POSIX sh.

cluster=bench
region=us-east-1

# write_configuration DIRECTORY GROUPS SIZE SLURM_BIN [MEMBER]: config.json and partitions.json for the nodes aws-g0-0 and so on.
# Both the suite and plugin v2 read them. MEMBER is one more of config.json.
write_configuration() {
  mkdir -p "$1"
  cat >"$1/config.json" <<END
{
  "LogLevel": "INFO",
  "LogFileName": "$1/log",
  "SlurmBinPath": "$4",
  "ClusterName": "$cluster",
  "StateDir": "$1/state",${5:+
  $5,}
  "SlurmConf": {
    "PrivateData": "CLOUD",
    "ResumeProgram": "$1/resume",
    "SuspendProgram": "$1/suspend",
    "ResumeFailProgram": "$1/resume-fail",
    "ResumeRate": 0,
    "SuspendRate": 0,
    "ResumeTimeout": 1800,
    "SuspendTime": 3600,
    "SuspendTimeout": 60,
    "TreeWidth": 60000,
    "SlurmctldParameters": "idle_on_node_suspend,power_save_interval=2"
  }
}
END
  {
    printf '{"Partitions": [{"PartitionName": "aws", "NodeGroups": ['
    group=0
    while [ "$group" -lt "$2" ]; do
      [ "$group" = 0 ] || printf ','
      cat <<END

  {
    "NodeGroupName": "g$group",
    "MaxNodes": $3,
    "Region": "$region",
    "SlurmSpecifications": { "CPUs": "4", "RealMemory": "7200" },
    "PurchasingOption": "on-demand",
    "OnDemandOptions": { "AllocationStrategy": "lowest-price" },
    "LaunchTemplateSpecification": { "LaunchTemplateName": "compute", "Version": "\$Latest" },
    "LaunchTemplateOverrides": [{ "InstanceType": "c5.xlarge" }, { "InstanceType": "c5a.xlarge" }],
    "SubnetIds": ["subnet-11111111", "subnet-22222222", "subnet-33333333"]${identity:+,
    $identity}
  }
END
      group=$((group + 1))
    done
    printf ']}]}\n'
  } >"$1/partitions.json"
}

# names_of GROUPS SIZE COUNT: the hostlist of COUNT of these nodes, group after group.
names_of() {
  awk -v groups="$1" -v size="$2" -v count="$3" 'BEGIN {
    for (group = 0; group < groups && count > 0; group++) {
      here = count < size ? count : size
      printf "%saws-g%d-%s", group ? "," : "", group, here == 1 ? "0" : "[0-" (here - 1) "]"
      count -= here
    }
  }'
}

# records OPTIONS…: node records on standard output; records.awk says which.
records() {
  awk "$@" -f "$parts/hostlist.awk" -f "$parts/records.awk" "$slurm/calls.up"
}

# write_stand_in: the stand-in for Slurm, which knows no node yet.
write_stand_in() {
  mkdir -p "$slurm"
  cp "$parts/scontrol" "$slurm/scontrol"
  chmod 755 "$slurm/scontrol"
  for name in calls calls.up names asked all; do
    : >"$slurm/$name"
  done
  cat >"$slurm/config" <<END
Configuration data as of $(date +%Y-%m-%dT%H:%M:%S)
ClusterName             = $cluster
ReturnToService         = 2
SlurmctldHost[0]        = localhost
SlurmctldParameters     = idle_on_node_suspend,power_save_interval=2
SLURM_VERSION           = 22.05.8
SuspendExcNodes         = (null)
SuspendExcParts         = (null)
SuspendTimeout          = 60 sec
TreeWidth               = 60000

Slurmctld(primary) at localhost is UP
END
  # Slurm's commands know from it that there is one controller.
  printf 'ClusterName=%s\nSlurmctldHost=localhost\n' "$cluster" >"$slurm/slurm.conf"
  export SLURM_CONF="$slurm/slurm.conf"
}

# start_real_slurm GROUPS SIZE: a slurmctld with these nodes, whose ResumeProgram is this checkout's; the stand-in then
# notes each process and runs the real scontrol.
start_real_slurm() {
  write_stand_in
  unset SLURM_CONF
  real_slurm=$work/s
  "$scripts/private-slurm" create "$real_slurm" --cluster "$cluster" --region "$region" \
    --resume-timeout 7200 --suspend-time 7200 --suspend-timeout 60 || fail "no private Slurm could be made"
  cp "$work/etc/partitions.json" "$real_slurm/etc/partitions.json"
  echo "AWS_ENDPOINT_URL=$endpoint" >>"$real_slurm/etc/slurm-ec2.env"
  "$scripts/private-slurm" start "$real_slurm" || fail "the private Slurm did not start"
  export SLURM_CONF="$real_slurm/etc/slurm.conf"
  cat >"$slurm/scontrol" <<END
#!/bin/sh
printf '%s\\n' "\$*" >>'$slurm/calls'
exec '$(command -v scontrol)' "\$@"
END
}

stop_real_slurm() {
  [ -n "${real_slurm-}" ] || return 0
  "$scripts/private-slurm" stop "$real_slurm" || :
  real_slurm=
}

# start_sandbox OPTIONS…: an EC2 that boots and ends at once; sets endpoint.
start_sandbox() {
  rm -f "$work/endpoint"
  JAVA_HOME=$newest_jdk "$newest_prefix/slurm-ec2" sandbox --port-file "$work/endpoint" --seed 1 \
    --boot-seconds 0 --shutdown-seconds 0 "$@" >"$work/sandbox.log" 2>&1 &
  sandbox=$!
  # 60 s: a JVM's start, on a machine that does other things.
  tries=300
  while [ ! -s "$work/endpoint" ]; do
    tries=$((tries - 1))
    if [ "$tries" -le 0 ] || ! kill -0 "$sandbox" 2>/dev/null; then
      cat "$work/sandbox.log" >&2
      fail "the sandbox did not start"
    fi
    sleep 0.2
  done
  endpoint=$(cat "$work/endpoint")
  # What has ended is forgotten, so that one run does not slow the next.
  ask times -d '{"rememberedSeconds":1}'
}

stop_sandbox() {
  [ -n "${sandbox-}" ] || return 0
  kill "$sandbox" 2>/dev/null || :
  wait "$sandbox" 2>/dev/null || :
  sandbox=
}

# ask PATH CURL_OPTIONS…: the sandbox's control interface; nothing is printed.
ask() {
  path=$1
  shift
  curl -sSf -o /dev/null "$@" "$endpoint/sandbox/$path"
}

# living_instances: what the sandbox says of those that are pending or running, a line each.
living_instances() {
  curl -sSf "$endpoint/sandbox/instances" | tr '{' '\n' | grep -E '"state":"(pending|running)"'
}

# living: how many they are.
living() {
  living_instances | grep -c . || :
}

# end_instances: ends all that runs, as from inside: no call of the API is counted.
end_instances() {
  living_instances | sed -n 's/.*"\(i-[0-9a-f]*\)".*/\1/p' |
    sed "s|.*|next\nurl = \"$endpoint/sandbox/instances/&/shutdown\"\ndata = \"{}\"\noutput = /dev/null\nfail|" |
    sed 1d >"$work/ends"
  [ ! -s "$work/ends" ] || curl -sS -K "$work/ends"
}
