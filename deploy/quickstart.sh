#!/bin/sh
# Trigate on this machine, from nothing to a screened day: installs packages, builds, starts a private
# PostgreSQL and trigated, streams a simulated day over mutual TLS, and shows what came of it.
#
#   deploy/quickstart.sh                 50,000 parcels; again: one more day
#   deploy/quickstart.sh --parcels N
#   deploy/quickstart.sh --stop          stops what it started; the data stays
#   deploy/quickstart.sh --reset         stops it and removes var/ with all data
#
# Everything it makes lies in var/ and build/release of this checkout. Works as root and with sudo.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$root"
build=build/release
var=$root/var
port=${TRIGATE_PORT:-7443}
http_port=${TRIGATE_HTTP_PORT:-7080}
parcels=50000
action=run

usage() {
  sed -n '2,11s/^# \{0,1\}//p' "$0"
}
while [ $# -gt 0 ]; do
  case "$1" in
    --parcels)
      parcels=${2:-}
      shift
      ;;
    --stop) action=stop ;;
    --reset) action=reset ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      echo "quickstart: unknown argument \"$1\"" >&2
      usage >&2
      exit 2
      ;;
  esac
  shift
done
case "$parcels" in
  '' | *[!0-9]*)
    echo "quickstart: --parcels takes a number" >&2
    exit 2
    ;;
esac

trigate=$root/$build/src/cli/trigate
trigated=$root/$build/src/daemon/trigated
pid_file=$var/run/trigated.pid
log=$var/log/trigated.log
begin=$(date +%s)

step() {
  printf '\n== %s  (%s s)\n' "$1" "$(($(date +%s) - begin))"
}
# die MESSAGE [FILE]: why, and the end of what says more.
die() {
  printf '\nquickstart: %s\n' "$1" >&2
  if [ -n "${2:-}" ] && [ -f "$2" ]; then
    echo "the end of $2:" >&2
    tail -n 20 "$2" >&2
  fi
  exit 1
}

# The number in the pid file counts only while it is our trigated: numbers are used again.
daemon_pid() {
  [ -f "$pid_file" ] || return 1
  pid=$(cat "$pid_file")
  [ "$(readlink "/proc/$pid/exe" 2>/dev/null | sed 's/ (deleted)$//')" = "$trigated" ] || return 1
  echo "$pid"
}

stop_daemon() {
  if pid=$(daemon_pid); then
    echo "stopping trigated ($pid)"
    kill -TERM "$pid"
    waited=0
    while kill -0 "$pid" 2>/dev/null; do
      [ $waited -lt 300 ] || die "trigated ($pid) does not stop" "$log"
      sleep 0.1
      waited=$((waited + 1))
    done
  fi
  rm -f "$pid_file"
}

if [ $action != run ]; then
  stop_daemon
  if [ -d "$var/pg" ]; then
    if [ $action = reset ]; then deploy/postgres.sh remove "$var/pg"; else deploy/postgres.sh stop "$var/pg"; fi
  fi
  [ $action = stop ] || rm -rf "$var"
  echo "stopped"
  exit 0
fi

mkdir -p "$var/run" "$var/log"

step "packages"
deploy/install-packages.sh build run

step "build (Release; the first time takes some minutes)"
launcher=""
if command -v ccache >/dev/null 2>&1; then launcher=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
# Once is enough: ninja calls cmake again when it has to.
[ -f $build/build.ninja ] ||
  cmake -S . -B $build -G Ninja -DCMAKE_BUILD_TYPE=Release -DTRIGATE_TESTS=OFF -DTRIGATE_BENCH=OFF \
    $launcher >"$var/log/configure.log" 2>&1 || die "cmake failed" "$var/log/configure.log"
# Off a terminal ninja prints a line per file; a number now and then is enough.
if [ -t 1 ]; then
  ninja -C $build trigate trigated || die "the build failed"
else
  ninja -C $build trigate trigated >"$var/log/build.log" 2>&1 &
  ninja_pid=$!
  waited=0
  while kill -0 $ninja_pid 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
    [ $((waited % 15)) -ne 0 ] || tail -n 1 "$var/log/build.log" | cut -c1-100
  done
  wait $ninja_pid || die "the build failed" "$var/log/build.log"
fi

step "a simulated day of $parcels parcels"
# Every run adds a day. A hub's events are numbered through all its days, so what was sent before is
# not sent again.
runs=$(cat "$var/runs" 2>/dev/null || echo 0)
day=$(date -u -d "2021-09-15 + $runs days" +%Y-%m-%d)
"$trigate" sim --date "$day" --seed $((runs + 1)) --parcels "$parcels" --out "$var/day.pb" \
  --truth "$var/truth-$day.jsonl" --registry "$var/registry.yaml" || die "trigate sim failed"

step "PostgreSQL, private, Unix socket only"
conninfo=$(deploy/postgres.sh start "$var/pg" | tail -n 1) || die "PostgreSQL does not start"
[ -n "$conninfo" ] || die "PostgreSQL does not start"
echo "psql \"$conninfo\""

step "certificates"
"$trigate" pki init "$var/pki" --registry "$var/registry.yaml" || die "trigate pki init failed"

config=$var/trigated.yaml
cat >"$config" <<YAML
# Written by deploy/quickstart.sh for this machine.
data_directory: data
key_file: pki/master.keys
policy_file: ../deploy/policy/default.yaml
listen: {address: 127.0.0.1, port: $port}
http: {address: 127.0.0.1, port: $http_port}
tls: {certificate: pki/server.crt, key: pki/server.key, client_ca: pki/ca.crt, domain: trigate.local}
postgres: {connection: "$conninfo"}
log: {file: log/trigated.log, level: info}
# The simulated day lies in the past: deadlines pass in its own time.
pipeline: {ticks: event_time}
YAML

step "trigated"
"$trigated" -c "$config" migrate || die "the migration failed"
"$trigated" -c "$config" registry load "$var/registry.yaml" || die "the registry cannot be loaded"
# One that runs a program that has been built anew meanwhile is replaced.
if pid=$(daemon_pid) && [ "$(readlink "/proc/$pid/exe")" = "$trigated" ]; then
  echo "runs already ($pid)"
else
  stop_daemon
  # shellcheck disable=SC3045  # dash has it too; without it the listener dies of the first flood
  ulimit -n 65536 2>/dev/null || true
  nohup "$trigated" -c "$config" serve >"$var/log/trigated.out" 2>&1 </dev/null &
  pid=$!
  echo $pid >"$pid_file"
fi
waited=0
until curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$http_port/readyz" 2>/dev/null; do
  if ! kill -0 "$pid" 2>/dev/null; then
    cat "$var/log/trigated.out" >&2
    die "trigated ended at once; is port $port or $http_port in use? TRIGATE_PORT and TRIGATE_HTTP_PORT choose others" "$log"
  fi
  [ $waited -lt 600 ] || die "trigated is not ready: $(curl -sS --max-time 2 "http://127.0.0.1:$http_port/readyz" 2>&1)" "$log"
  sleep 0.1
  waited=$((waited + 1))
done
echo "ready: gRPC on 127.0.0.1:$port, http://127.0.0.1:$http_port/metrics"

export TRIGATE_SERVER="127.0.0.1:$port" TRIGATE_PKI="$var/pki"

step "streaming $day over mutual TLS"
touch "$var/events.pb"
cat "$var/events.pb" "$var/day.pb" >"$var/events.new" && mv "$var/events.new" "$var/events.pb"
echo $((runs + 1)) >"$var/runs"
"$trigate" send "$var/events.pb" || die "trigate send failed" "$log"

step "what came of it"
# Flags follow the verdicts by way of PostgreSQL, a moment later.
waited=0
while [ $waited -lt 300 ] && "$trigate" status --as admin/ops --json | grep -q outboxCount; do
  sleep 0.2
  waited=$((waited + 1))
done
echo "The ten highest flags:"
"$trigate" flags list --as investigator/wang --order-by "score desc" --limit 10 \
  --lang "${TRIGATE_LANG:-zh}" || die "trigate flags list failed" "$log"
printf '\nThe three gates, by carrier:\n'
"$trigate" report --as supervisor/zhao --from "$day" --by carrier || die "trigate report failed" "$log"

step "done"
cat <<TEXT
What to type next:
  export TRIGATE_SERVER=$TRIGATE_SERVER TRIGATE_PKI=$TRIGATE_PKI PATH=$root/$build/src/cli:\$PATH
  trigate flags list --filter 'action >= REPORT' --lang zh
  trigate flags show \$(trigate flags list --order-by "score desc" -n 1 --json | sed -n 's/.*"name": "\\(.*\\)",/\\1/p')
  trigate flags watch                        # then run deploy/quickstart.sh again beside it
  trigate watchlist add phone 13800138000 --authority 2021-118 --as investigator/wang
  trigate report --as hq/SF/nm --from 2021-09-15 --to $day --by region --xlsx sf.xlsx
  trigate status
  deploy/quickstart.sh --stop
TEXT
