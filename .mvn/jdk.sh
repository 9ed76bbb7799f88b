# Sourced by ./mvnw and ./dev: exports JAVA_HOME as a JDK of at least this release, or says in one sentence that there is none.
# JAVA_HOME is kept if it is new enough; else the `java` on the PATH, else the newest JDK where they are usually installed.
# DAL_JDK_SEARCH, a folder of JDKs, takes the place of those usual folders.
# shellcheck shell=sh

dal_jdk_minimum=21

# Prints the feature release of the JDK in $1, nothing where there is none: read from its `release` file, so that no JVM starts.
dal_jdk_release() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

dal_jdk_find() {
  dal_best_home='' dal_best_release=0
  dal_path_java=$(command -v java 2>/dev/null || true)
  dal_path_home=''
  if [ -n "$dal_path_java" ]; then
    dal_path_java=$(readlink -f "$dal_path_java" 2>/dev/null || printf '%s' "$dal_path_java")
    dal_path_home=${dal_path_java%/bin/java}
  fi
  for dal_home in "${JAVA_HOME:-}" "$dal_path_home"; do
    dal_release=$(dal_jdk_release "$dal_home")
    if [ "${dal_release:-0}" -ge "$dal_jdk_minimum" ]; then
      printf '%s' "$dal_home"
      return 0
    fi
  done
  if [ -n "${DAL_JDK_SEARCH:-}" ]; then
    set -- "$DAL_JDK_SEARCH"/*
  else
    set -- "${JDK_HOME:-}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
      "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
      "${HOME:-}"/.asdf/installs/java/* "${HOME:-}"/.local/share/mise/installs/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home
  fi
  for dal_home in "$@"; do
    dal_release=$(dal_jdk_release "$dal_home")
    if [ "${dal_release:-0}" -ge "$dal_jdk_minimum" ] && [ "$dal_release" -gt "$dal_best_release" ]; then
      dal_best_home=$dal_home dal_best_release=$dal_release
    fi
  done
  printf '%s' "$dal_best_home"
}

dal_jdk=$(dal_jdk_find)
if [ -z "$dal_jdk" ]; then
  echo "No JDK $dal_jdk_minimum or newer was found: install one (for example Temurin 21 or 25), or set JAVA_HOME to one that you have." >&2
  exit 1
fi
JAVA_HOME=$dal_jdk
export JAVA_HOME
