# shellcheck shell=sh disable=SC2154
# What packages have to be. Sourced by packaging/test. Each function is called by check, and fails by its exit code.

# check TITLE FUNCTION…: says how it went; what a failed one printed is shown.
check() {
  title=$1
  shift
  # Not as a condition: there, set -e would be without effect.
  set +e
  (
    set -e
    "$@"
  ) >"$work/check.log" 2>&1
  status=$?
  set -e
  if [ "$status" = 0 ]; then
    say "ok      $title"
  else
    say "FAILED  $title"
    sed 's/^/        /' "$work/check.log"
    failures=$((failures + 1))
  fi
}

is_reproducible() {
  "$packaging/build" --no-build --output "$second"
  for package in "$first"/plain/*; do
    cmp "$package" "$second/${package##*/}" || return
  done
  "$packaging/build" --no-build --runtime --output "$second"
  # A class archive holds addresses of the JVM that wrote it.
  listing "$first" >"$work/first.list"
  listing "$second" >"$work/second.list"
  [ "$(grep -c slurm-ec2.jar "$work/first.list")" -ge 1 ]
  diff "$work/first.list" "$work/second.list"
}

# listing DIRECTORY: modes, owners, times, names and sums of what is in the package with a runtime.
listing() {
  dpkg-deb -c "$1"/slurm-ec2_*_"$(dpkg --print-architecture)".deb | grep -v '\.aot$\|\.jsa$\|\.length$'
  rm -rf "$work/listed"
  dpkg-deb -x "$1"/slurm-ec2_*_"$(dpkg --print-architecture)".deb "$work/listed"
  (cd "$work/listed" && find . -type f ! -name '*.aot' ! -name '*.jsa' ! -name '*.length' | LC_ALL=C sort | xargs -d '\n' sha256sum)
  rm -rf "$work/listed"
}

is_roots() {
  for package in "$deb" "$compute_deb"; do
    dpkg-deb -c "$package" | all_of 2 root/root
  done
  tar --numeric-owner -tvzf "$tarball" | all_of 2 0/0
  for package in "$rpm" "$compute_rpm"; do
    rpm -qlvp "$package" | awk '{ $3 = $3 "/" $4; print }' | all_of 3 root/root
  done
}

# all_of FIELD OWNER: whether a listing has lines, all of them of this owner and without a w for others than it.
all_of() {
  awk -v field="$1" -v owner="$2" '
    $field != owner || ($1 !~ /^l/ && (substr($1, 6, 1) == "w" || substr($1, 9, 1) == "w")) { print; bad = 1 }
    END { exit bad || NR < 5 }'
}

asks_for_java() {
  dpkg-deb -f "$first"/plain/slurm-ec2_*.deb Depends | grep java17-runtime-headless
  rpm -qp --requires "$first"/plain/slurm-ec2-[0-9]*.rpm | grep java-headless
  for package in "$deb" "$compute_deb"; do
    dpkg-deb -f "$package" Depends >"$work/depends"
    without java "$work/depends"
  done
  for package in "$rpm" "$compute_rpm"; do
    rpm -qp --requires "$package" >"$work/depends"
    without java "$work/depends"
  done
}

# without WORD FILE: a file that has something, but not this.
without() {
  [ -s "$2" ] || return
  if grep "$1" "$2"; then
    return 1
  fi
}

mandoc_is_silent() {
  dpkg-deb -x "$deb" "$work/pages"
  find "$work/pages/usr/share/man" -name '*.gz' -exec gunzip {} +
  [ "$(find "$work/pages/usr/share/man" -type f | wc -l)" -ge 13 ]
  # STYLE asks for things that its own maintainers dispute; a warning is one.
  find "$work/pages/usr/share/man" -type f -exec mandoc -Tlint -Wwarning {} +
}

lintian_is_silent() {
  lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$deb" "$compute_deb" "$first"/plain/slurm-ec2_*.deb
}

units_are_valid() {
  dpkg-deb -x "$deb" "$work/units"
  # Neither the programs nor the user need be on this machine.
  sed -i -e 's|^ExecStart=.*|ExecStart=/bin/true|' -e 's|^User=.*|User=root|' \
    "$work/units/usr/lib/systemd/system/slurm-ec2-change-state.service"
  SYSTEMD_UNIT_PATH=$work/units/usr/lib/systemd/system:/usr/lib/systemd/system:/lib/systemd/system \
    systemd-analyze verify --man=no slurm-ec2-change-state.service slurm-ec2-change-state.timer >"$work/verify" 2>&1
  cat "$work/verify"
  [ ! -s "$work/verify" ]
}

bash_completes() {
  dpkg-deb -x "$deb" "$work/completion"
  # shellcheck disable=SC2016 # for bash
  bash -c '
    . "$1"
    COMP_WORDS=(slurm-ec2 chan) COMP_CWORD=1 COMP_LINE="slurm-ec2 chan" COMP_POINT=14
    _complete_slurm-ec2
    printf "%s\n" "${COMPREPLY[@]}"' bash "$work/completion/usr/share/bash-completion/completions/slurm-ec2" | grep -x change-state
}

has_no_java() {
  inside sh -c '! command -v java && ! ls -d /usr/lib/jvm /usr/java /opt/java 2>/dev/null'
}

# deb_is_upgraded: a package with another number, and a file that the new one lacks, is what there was before.
deb_is_upgraded() {
  files_inside >"$work/before"
  dpkg-deb -R "$deb" "$work/older"
  sed -i 's/^Version: .*/Version: 0.0.1/' "$work/older/DEBIAN/control"
  echo old >"$work/older/opt/slurm-ec2/lib/gone.sh"
  dpkg-deb -Zgzip -z1 --build "$work/older" "$root/tmp/older.deb"
  rm -rf "$work/older"
  cp "$deb" "$root/tmp/new.deb"
  inside dpkg -i /tmp/older.deb
  [ -e "$root/opt/slurm-ec2/lib/gone.sh" ]
  cp "$root"/usr/share/doc/slurm-ec2/examples/config.example.json "$root/etc/slurm-ec2/config.json"
  cp "$root"/usr/share/doc/slurm-ec2/examples/partitions.example.json "$root/etc/slurm-ec2/partitions.json"
  start_worker
  cp "$root/etc/slurm-ec2/config.json" "$work/config.json"
  inside dpkg -i /tmp/new.deb
  # shellcheck disable=SC2016 # dpkg-query's own variable
  [ "$(inside dpkg-query -W -f '${Version}' slurm-ec2)" = "$(dpkg-deb -f "$deb" Version)" ]
  [ ! -e "$root/opt/slurm-ec2/lib/gone.sh" ]
  cmp "$root/etc/slurm-ec2/config.json" "$work/config.json"
}

# start_worker: a program of the installation that runs on until end_worker, and does not know it all yet.
start_worker() {
  enter /opt/slurm-ec2/slurm-ec2 sandbox --port-file /tmp/url >"$work/worker.log" 2>&1 &
  echo $! >"$work/worker"
  tries=0
  until [ -s "$root/tmp/url" ]; do
    tries=$((tries + 1))
    if [ "$tries" -ge 600 ] || ! kill -0 "$(cat "$work/worker")"; then
      cat "$work/worker.log"
      return 1
    fi
    sleep 0.1
  done
}

end_worker() {
  [ ! -s "$work/worker" ] || kill -KILL "$(cat "$work/worker")" 2>/dev/null || :
  rm -f "$work/worker"
}

runs() {
  inside "$1" --help | grep '^Usage: slurm-ec2 resume'
}

class_archive_is_taken() {
  inside slurm-ec2 --version | grep -x "slurm-ec2 $(dpkg-deb -f "$deb" Version)"
  [ -x "$root/opt/slurm-ec2/train" ] || {
    say "there is no program that makes class archives"
    return 0
  }
  archive=$(cd "$root" && find opt/slurm-ec2 -maxdepth 1 -name 'slurm-ec2*.aot' -o -maxdepth 1 -name 'slurm-ec2*.jsa')
  case $archive in
    *.aot) flags="-XX:AOTMode=on -XX:AOTCache=/$archive" ;;
    *.jsa) flags="-Xshare:on -XX:SharedArchiveFile=/$archive" ;;
    *)
      echo "there is no class archive in the package"
      return 1
      ;;
  esac
  # Both modes end the JVM if the archive does not fit jar and runtime.
  # shellcheck disable=SC2086 # words
  inside /opt/slurm-ec2/runtime/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData $flags \
    -jar /opt/slurm-ec2/slurm-ec2.jar --version
}

examples_work() {
  inside mkdir -p /var/log/slurm /var/spool/slurm-ec2
  inside slurm-ec2 rehearse --nodes cloud/general:2 | grep 'Up: 2 of 2'
  inside /opt/slurm-ec2/generate-conf --output-dir /tmp
  grep '^NodeName=cloud-general' "$root/tmp/slurm.conf.aws"
}

# sdk_speaks: with the worker that was started before the upgrade, whose files are gone by now.
sdk_speaks() {
  url=$(cat "$root/tmp/url")
  inside env "AWS_ENDPOINT_URL=$url" slurm-ec2 teardown --cluster science --yes
  end_worker
}

man_shows() {
  for page in slurm-ec2 slurm-ec2-resume slurm-ec2-config; do
    inside man -P cat "$page" | grep -i "^$page(" >/dev/null
  done
}

compute_deb_works() {
  cp "$compute_deb" "$root/tmp/compute.deb"
  # curl is what a compute node's image has; here the files are what counts.
  inside dpkg --force-depends -i /tmp/compute.deb
  [ "$(inside /opt/slurm-ec2/compute/slurm-ec2-node-name --nonsense >/dev/null 2>&1 || echo $?)" = 2 ]
  cmp "$root/opt/slurm-ec2/compute/slurmd.service.d/slurm-ec2.conf" "$root/usr/lib/systemd/system/slurmd.service.d/slurm-ec2.conf"
  inside dpkg -P slurm-ec2-compute
}

deb_leaves_nothing() {
  # As made by the hook after the installation for another Java.
  touch "$root/opt/slurm-ec2/slurm-ec2-other.jsa" "$root/etc/slurm-ec2/slurm-ec2.stderr.log"
  inside dpkg -r slurm-ec2
  [ ! -e "$root/opt/slurm-ec2" ]
  cmp "$root/etc/slurm-ec2/config.json" "$work/config.json"
  inside dpkg -P slurm-ec2
  [ "$(ls "$root/etc/slurm-ec2")" = "config.json
partitions.json" ]
  rm -rf "$root/etc/slurm-ec2" "$root/var/spool/slurm-ec2"
  files_inside >"$work/after"
  diff "$work/before" "$work/after"
}

tarball_runs() {
  mkdir "$root/srv/somewhere"
  tar -xzf "$tarball" -C "$root/srv/somewhere"
  inside sh -c '/srv/somewhere/*/resume --help' | grep '^Usage: slurm-ec2 resume'
  rm -rf "$root/srv/somewhere"
}

rpm_runs() {
  rpm -K --nosignature "$rpm" "$compute_rpm"
  rpm -qlp "$rpm" | grep -x /opt/slurm-ec2/resume
  rpm -qlp "$compute_rpm" | grep -x /opt/slurm-ec2/compute/slurm-ec2-node-name
  files_inside >"$work/before"
  # Its dependencies are in no rpm database here.
  rpm --root "$root" --force-debian --nodeps -i "$rpm"
  runs /opt/slurm-ec2/resume
}

rpm_leaves_nothing() {
  touch "$root/opt/slurm-ec2/slurm-ec2-other.jsa"
  rpm --root "$root" --force-debian -e slurm-ec2
  files_inside >"$work/after"
  diff "$work/before" "$work/after"
}
