# Prints node records as `scontrol -o show node` of Slurm 22.05 does. Input: the calls that the stand-in for scontrol
# noted; the nodes that they gave addresses are up. With hostlist.awk.
#   -v groups=N -v size=N   the nodes aws-g0-0 … aws-g(groups-1)-(size-1)
#   -v state=STATE          of nodes with an address
#   -v since=TIME           when these booted and were busy last, as 2026-01-31T12:00:00
#   -v only=HOSTLIST        these nodes alone, with an address or without, in that state

/^update .*nodeaddr=/ {
  for (i = 2; i <= NF; i++) {
    at = index($i, "=")
    value[tolower(substr($i, 1, at - 1))] = substr($i, at + 1)
  }
  nodes = expand(value["nodename"], node)
  expand(value["nodeaddr"], address)
  expand(value["nodehostname"], hostname)
  for (i = 1; i <= nodes; i++) {
    address_of[node[i]] = address[i]
    hostname_of[node[i]] = hostname[i]
  }
}

END {
  if (only != "") {
    count = expand(only, wanted)
    for (i = 1; i <= count; i++) print_up(wanted[i])
    exit
  }
  for (group = 0; group < groups; group++)
    for (i = 0; i < size; i++) {
      name = "aws-g" group "-" i
      if (name in address_of) print_up(name)
      else print_off(name)
    }
}

function print_up(name,    address, hostname) {
  address = (name in address_of) ? address_of[name] : name
  hostname = (name in hostname_of) ? hostname_of[name] : name
  printf "NodeName=%s Arch=x86_64 CoresPerSocket=1 CPUAlloc=0 CPUEfctv=4 CPUTot=4 CPULoad=0.02 ", name
  printf "AvailableFeatures=(null) ActiveFeatures=(null) Gres=(null) NodeAddr=%s NodeHostName=%s ", address, hostname
  printf "Version=22.05.8 OS=Linux 6.1.0-31-cloud-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 (2025-02-07)  "
  printf "RealMemory=7200 AllocMem=0 FreeMem=6911 Sockets=4 Boards=1 State=%s ThreadsPerCore=1 TmpDisk=0 ", state
  printf "Weight=1 Owner=N/A MCS_label=N/A Partitions=aws  BootTime=%s SlurmdStartTime=%s LastBusyTime=%s ", since, since, since
  tail()
}

function print_off(name) {
  printf "NodeName=%s CoresPerSocket=1 CPUAlloc=0 CPUEfctv=4 CPUTot=4 CPULoad=N/A ", name
  printf "AvailableFeatures=(null) ActiveFeatures=(null) Gres=(null) NodeAddr=%s NodeHostName=%s ", name, name
  printf " RealMemory=7200 AllocMem=0 FreeMem=N/A Sockets=4 Boards=1 State=IDLE+CLOUD+POWERED_DOWN ThreadsPerCore=1 "
  printf "TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A Partitions=aws  BootTime=None SlurmdStartTime=None LastBusyTime=%s ", since
  tail()
}

function tail() {
  print "CfgTRES=cpu=4,mem=7200M,billing=4 AllocTRES= CapWatts=n/a CurrentWatts=0 AveWatts=0 ExtSensorsJoules=n/s ExtSensorsWatts=0 ExtSensorsTemp=n/s"
}
