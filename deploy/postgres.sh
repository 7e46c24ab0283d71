#!/bin/sh
# A private PostgreSQL cluster: for development, tests and the quickstart.
#
#   deploy/postgres.sh start DIR      creates it when missing, starts it; prints the conninfo
#   deploy/postgres.sh stop DIR
#   deploy/postgres.sh status DIR     exit code 0 when it runs
#   deploy/postgres.sh conninfo DIR   what to give to trigated and psql
#   deploy/postgres.sh remove DIR     stops it and removes it with all its data
#
# Unix socket only, no TCP; only its owner and root can reach the socket. Role and database "trigate".
# PostgreSQL refuses to run as root: called by root, the cluster belongs to the user "postgres";
# otherwise to the caller. fsync is on: what PostgreSQL says is committed is.
set -eu

die() {
  echo "postgres: $*" >&2
  exit 1
}

[ $# -eq 2 ] || die "usage: $0 start|stop|status|conninfo|remove DIR"
action=$1
case "$action" in
  start) mkdir -p "$2" ;;
  stop | status | conninfo | remove) ;;
  *) die "no action is called \"$action\"" ;;
esac
if [ ! -d "$2" ]; then
  case "$action" in
    stop | remove) exit 0 ;;
    *) die "there is no folder $2" ;;
  esac
fi
dir=$(cd "$2" && pwd -P)

bin=""
for candidate in /usr/lib/postgresql/*/bin; do
  [ -x "$candidate/pg_ctl" ] && bin=$candidate
done
[ -n "$bin" ] || die "PostgreSQL is not installed; run deploy/install-packages.sh run"

owner=$(id -un)
[ "$owner" = root ] && owner=postgres
as_owner() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
  else
    "$@"
  fi
}

# A checkout below /root, say, cannot be entered by "postgres": then the cluster lives beside the
# system's own clusters, under a name that belongs to DIR.
tag=$(printf '%s' "$dir" | cksum | cut -d' ' -f1)
home=$dir
if [ "$(id -u)" -eq 0 ]; then
  as_owner test -x "$(dirname "$dir")" || home=/var/lib/postgresql/trigate-$tag
fi
data=$home/data
log=$home/postgresql.log
# A socket's path has at most 107 bytes.
socket=$home/socket
[ ${#socket} -le 80 ] || socket=/tmp/trigate-pg-$tag

conninfo() {
  echo "host=$socket dbname=trigate user=trigate"
}

running() {
  [ -d "$data" ] && as_owner "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1
}

create() {
  as_owner "$bin/initdb" -D "$data" -U postgres -E UTF8 --no-locale --auth=trust >"$1" 2>&1 ||
    { cat "$1" >&2; rm -rf "$data"; die "initdb failed"; }
  as_owner sh -c "cat >> '$data/postgresql.conf'" <<CONF
# Trigate: private cluster, modest machine.
listen_addresses = ''
unix_socket_directories = '$socket'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 128MB
work_mem = 8MB
maintenance_work_mem = 64MB
wal_compression = on
max_wal_size = 1GB
checkpoint_timeout = 15min
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
CONF
}

start() {
  if running; then
    conninfo
    return
  fi
  # The folder becomes the cluster's alone: one that is in other use is not touched.
  if [ ! -f "$data/PG_VERSION" ] &&
    ls -A "$home" 2>/dev/null | grep -qvxE 'socket|postgresql\.log'; then
    die "$home holds no cluster and is not empty; give a folder of its own, or remove it first"
  fi
  install -d -m 0700 "$home" "$socket"
  if [ "$(id -u)" -eq 0 ]; then chown postgres:postgres "$home" "$socket"; fi
  output=$(mktemp)
  trap 'rm -f "$output"' EXIT
  if [ ! -f "$data/PG_VERSION" ]; then
    create "$output"
  fi
  [ "$(cat "$data/PG_VERSION")" = "$(basename "$(dirname "$bin")")" ] ||
    die "$data is of PostgreSQL $(cat "$data/PG_VERSION"), installed is $bin; remove $data to start afresh"
  as_owner "$bin/pg_ctl" -D "$data" -l "$log" -w -t 60 start >"$output" 2>&1 ||
    { cat "$output" >&2; tail -n 20 "$log" >&2; die "the cluster in $data does not start"; }
  psql_super="as_owner $bin/psql -h $socket -U postgres -d postgres -v ON_ERROR_STOP=1 -Atq"
  [ "$($psql_super -c "SELECT 1 FROM pg_roles WHERE rolname = 'trigate'")" = 1 ] ||
    $psql_super -c "CREATE ROLE trigate LOGIN"
  [ "$($psql_super -c "SELECT 1 FROM pg_database WHERE datname = 'trigate'")" = 1 ] ||
    $psql_super -c "CREATE DATABASE trigate OWNER trigate"
  conninfo
}

stop() {
  running || return 0
  as_owner "$bin/pg_ctl" -D "$data" -m fast -w -t 60 stop >/dev/null ||
    die "the cluster in $data does not stop; see $log"
}

remove() {
  if [ ! -f "$data/PG_VERSION" ]; then
    [ ! -e "$data" ] || die "$data is no cluster; nothing is removed"
    return 0
  fi
  stop
  rm -rf "$data" "$socket" "$log"
  [ "$home" = "$dir" ] || rm -rf "$home"
}

case "$action" in
  start) start ;;
  stop) stop ;;
  status)
    if running; then echo "running: $(conninfo)"; else echo "not running"; exit 1; fi
    ;;
  conninfo) conninfo ;;
  remove) remove ;;
esac
