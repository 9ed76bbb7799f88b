# Owns the directory $1 in which the servers of one cluster live: makes it, says so, and takes it away, servers included,
# when its standard input ends. The JVM holds the other end, so that happens however the JVM ends, SIGKILL included.
# A line read before the end says that the JVM is closing in order: nothing can be starting up any more.
trap '' HUP INT QUIT TERM
home=$1
mkdir -m 700 "$home" || exit 1
echo ready
orderly=
while read -r _; do orderly=yes; done

# The lock file of a killed server names a process that is gone, and the number may be another's by now: only a process
# that was started on our directory is ours.
is_ours() {
  if [ -d /proc/self ]; then tr '\0' ' ' <"/proc/$1/cmdline"; else ps -p "$1" -o args=; fi 2>/dev/null | grep -qF -- "$home/"
}

# Sends the signal $1 to every server that runs; succeeds while there is one.
signal_all() {
  found=1
  for lock in "$home"/*/postmaster.pid; do
    [ -f "$lock" ] || continue
    read -r pid <"$lock" || continue
    is_ours "$pid" || continue
    found=0
    kill -s CONT "$pid"
    kill -s "$1" "$pid"
  done 2>/dev/null
  return $found
}

stop_all() {
  tries=0
  while signal_all "$([ $tries -lt 200 ] && echo QUIT || echo KILL)" && [ $tries -lt 400 ]; do
    tries=$((tries + 1))
    sleep 0.05
  done
}

stop_all
if [ -z "$orderly" ]; then
  # The JVM may have died while a server was starting up, before it had written its lock file.
  for _ in 1 2 3 4 5; do sleep 0.2; stop_all; done
fi

# What SIGKILL leaves: the small System V segment by which a server finds out whether another uses its directory.
for lock in "$home"/*/postmaster.pid; do
  [ -f "$lock" ] || continue
  segment=$(sed -n 7p "$lock")
  [ -n "$segment" ] && ipcrm -m "${segment##* }"
done 2>/dev/null

for _ in 1 2 3 4 5; do
  rm -rf "$home" 2>/dev/null && break
  sleep 0.2
done
