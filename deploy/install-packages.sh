#!/bin/sh
# Installs the Debian or Ubuntu packages that Trigate needs. The one list of them.
#
#   deploy/install-packages.sh build run        what quickstart.sh needs
#   deploy/install-packages.sh build run test   what tests/run.sh needs
#   deploy/install-packages.sh fuzz             what tests/run.sh --fuzz needs beside those
#   deploy/install-packages.sh --list test      prints a set, installs nothing
#
# Calls apt only when something is missing. Needs root or sudo, and never asks a question.
# Debian 12 and 13, Ubuntu 24.04.
set -eu

build_packages="g++ cmake ninja-build pkg-config
  libgrpc++-dev libprotobuf-dev libprotoc-dev protobuf-compiler protobuf-compiler-grpc libabsl-dev
  libprotozero-dev libboost-dev libboost-system-dev libpqxx-dev librocksdb-dev libre2-dev libssl-dev
  libicu-dev libspdlog-dev libxlsxwriter-dev libcli11-dev libyaml-cpp-dev nlohmann-json3-dev"
run_packages="postgresql postgresql-client curl ca-certificates"
test_packages="libgtest-dev libgmock-dev libbenchmark-dev python3 python3-grpcio python3-protobuf openssl"

die() {
  echo "install-packages: $*" >&2
  exit 1
}

set_of() {
  case "$1" in
    build) echo "$build_packages" ;;
    run) echo "$run_packages" ;;
    test)
      echo "$test_packages"
      # Needed for buf, the linter of the contract. Node's own distribution brings npm as well.
      command -v npm >/dev/null 2>&1 || echo npm
      ;;
    fuzz) echo "clang libclang-rt-dev" ;;
    *) die "no set of packages is called \"$1\"; there are build, run, test and fuzz" ;;
  esac
}

list_only=false
if [ "${1:-}" = --list ]; then
  list_only=true
  shift
fi
[ $# -gt 0 ] || die "which set? build, run, test, fuzz"

wanted=""
for name in "$@"; do
  packages=$(set_of "$name")
  wanted="$wanted $packages"
done
if $list_only; then
  # shellcheck disable=SC2086  # one package a line
  printf '%s\n' $wanted
  exit 0
fi

command -v apt-get >/dev/null 2>&1 ||
  die "this is not Debian or Ubuntu; install what \"$0 --list $*\" names"

missing=""
for package in $wanted; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "packages: all there"
  exit 0
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || die "not root, and there is no sudo; missing:$missing"
  as_root="sudo"
fi

apt() {
  $as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
    apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
install_missing() {
  # shellcheck disable=SC2086  # a list of packages
  apt install -y --no-install-recommends $missing >"$log" 2>&1
}

echo "packages: installing$missing"
# The lists of a fresh machine are empty or old: then the first try fails, and one update cures it.
if ! install_missing; then
  echo "packages: refreshing the package lists"
  apt update >"$log" 2>&1 || { cat "$log" >&2; die "apt-get update failed"; }
  install_missing || { cat "$log" >&2; die "apt-get install failed; missing:$missing"; }
fi
echo "packages: installed"
