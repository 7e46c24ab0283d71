#!/bin/sh
# Lints the contract: buf lint, rules STANDARD (proto/buf.yaml).
#
#   buf_lint.sh PROTO_DIR CACHE_DIR
#
# The linter comes from npm once and is kept in CACHE_DIR, which lies in the build folder.
set -eu

proto=$1
cache=$2
version=1.75.0
buf=$cache/node_modules/.bin/buf

if [ "$("$buf" --version 2>/dev/null || true)" != "$version" ]; then
  command -v npm >/dev/null 2>&1 || {
    echo "FAILED: there is no npm, so the contract cannot be linted; deploy/install-packages.sh test"
    exit 1
  }
  mkdir -p "$cache"
  npm install --silent --no-fund --no-audit --no-save --prefix "$cache" "@bufbuild/buf@$version" || {
    echo "FAILED: npm cannot install @bufbuild/buf@$version, so the contract cannot be linted"
    exit 1
  }
fi
"$buf" lint "$proto"
echo "buf $version lint: the contract is clean"
