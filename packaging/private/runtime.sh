# shellcheck shell=sh disable=SC2154
# A Java of the package's own. Sourced by packaging/build.

# jdeps finds java.base, java.logging, java.naming and jdk.httpserver (the sandbox). java.desktop, which it finds too, is
# only an annotation in classes of the SDK, and java.xml what comes with them. Not found by jdeps: java.management,
# by which the SDK and Logback ask about the process, jdk.crypto.ec, without which JDK 17 has no TLS with most servers,
# and jdk.unsupported.
runtime_modules=java.base,java.logging,java.management,java.naming,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.unsupported

# newest_jdk: prints the newest JDK that jlink can make a runtime of.
newest_jdk() {
  for candidate in "$JAVA_HOME" /usr/lib/jvm/*; do
    ! can_link "$candidate" || echo "$(java_major "$candidate/bin/java") $candidate"
  done | sort -rn | head -n 1 | cut -d' ' -f2-
}

# can_link JDK: it has its modules as files, or a jlink that takes them from itself.
can_link() {
  [ -x "$1/bin/jlink" ] || return 1
  [ "$(java_major "$1/bin/java")" -ge 17 ] || return 1
  [ -r "$1/jmods/java.base.jmod" ] || "$1/bin/jlink" --help 2>&1 | grep -q 'run-time image enabled'
}

# add_runtime DIRECTORY: adds runtime, and the class archive that fits it.
add_runtime() {
  runtime_jdk=${runtime_jdk:-$(newest_jdk)}
  if [ -z "$runtime_jdk" ] || ! can_link "$runtime_jdk"; then
    echo "build: ${runtime_jdk:-no JDK in /usr/lib/jvm} has what jlink needs (jmods); name one with --runtime=JDK" >&2
    exit 1
  fi
  runtime_major=$(java_major "$runtime_jdk/bin/java")
  [ "$runtime_major" -ge 25 ] ||
    say "The runtime is Java $runtime_major: no JDK 25 was found, whose class archive starts fastest."
  compress=zip-0
  [ "$runtime_major" -ge 21 ] || compress=0
  # Not compressed: it starts faster, and the package is compressed as a whole.
  "$runtime_jdk/bin/jlink" --add-modules "$runtime_modules" --strip-java-debug-attributes --no-header-files \
    --no-man-pages --vm server --compress "$compress" --output "$1/runtime"
  # keytool stays: the training run makes a key with it.
  rm -f "$1/runtime/bin/jwebserver" "$1/runtime/bin/jrunscript"
  find "$1/runtime" -type f -exec chmod u+w {} +
  if [ -x "$1/train" ]; then
    # A directory without slurm-ec2.env, so that nothing else than the runtime is meant.
    env -i PATH="$PATH" "$1/train" --config-dir "$work" >/dev/null ||
      say "Without a class archive, so programs start slower: the training run failed."
  else
    say "Without a class archive: there is no program to make it."
  fi
}

# runtime_dependencies RUNTIME: the Debian packages whose libraries it needs.
runtime_dependencies() {
  glibc=$(cat "$1"/bin/* "$1"/lib/*.so "$1"/lib/server/*.so | grep -aoE 'GLIBC_2\.[0-9]+' | sort -Vu | tail -n 1)
  printf 'libc6 (>= %s)' "${glibc#GLIBC_}"
  for library in $(ldd "$1"/bin/java "$1"/lib/*.so "$1"/lib/server/libjvm.so | sed -n 's/^[[:space:]]*\([^ ]*\) => .*/\1/p' | sort -u); do
    case $library in
      # glibc's, and the runtime's own.
      libc.so.* | libm.so.* | libdl.so.* | libpthread.so.* | librt.so.* | linux-vdso*) ;;
      libz.so.1) printf ', zlib1g' ;;
      libstdc++.so.6) printf ', libstdc++6' ;;
      libgcc_s.so.1) printf ', libgcc-s1' ;;
      *)
        [ -e "$1/lib/$library" ] || [ -e "$1/lib/server/$library" ] || {
          echo "build: it is not known which Debian package has $library, which the runtime needs; add it to packaging/private/runtime.sh" >&2
          return 1
        }
        ;;
    esac
  done
}
