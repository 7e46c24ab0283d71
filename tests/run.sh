#!/bin/sh
# Installs what the tests need, builds everything, and runs every test through ctest.
#
#   tests/run.sh              all tests, RelWithDebInfo
#   tests/run.sh --asan       under AddressSanitizer and UndefinedBehaviorSanitizer
#   tests/run.sh --tsan       the tests of our own threads under ThreadSanitizer
#   tests/run.sh --nightly    with a million generated expressions through both evaluators of the rule language
#   tests/run.sh --fuzz S     every fuzz target for S seconds, with clang; new inputs stay in build/fuzz/corpus
#   tests/run.sh ... -- ARGS  more arguments for ctest, for example: -- -R client -j1
#
# Exit code: 0 when everything passed. The last lines are ctest's own summary.
# TRIGATE_SHARED (default: ../shared beside the checkout) is the folder of published data that some
# tests read; where it is absent they are skipped and say so.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
build=$root/build/test
type=RelWithDebInfo
sanitize=""
label_arguments=""
compiler=""
fuzz_s=""
while [ $# -gt 0 ]; do
  case "$1" in
    --asan)
      build=$root/build/asan
      type=Debug
      sanitize=address,undefined
      ;;
    --tsan)
      # gRPC and PostgreSQL's client are not built with ThreadSanitizer, which then reports their
      # own synchronisation; so only what runs our threads alone. Nor is protobuf, whose maps then have
      # another layout in its library than here. Hostile expressions take minutes.
      build=$root/build/tsan
      sanitize=thread
      label_arguments="-L unit -E client|Client|HubStream|Call|Endpoint|WatchTest|SendTest|Json.Conv|Hostile"
      export TSAN_OPTIONS="suppressions=$root/tests/support/tsan.supp"
      ;;
    --fuzz)
      build=$root/build/fuzz
      sanitize=address,undefined
      compiler="-DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang -DTRIGATE_FUZZ=ON -DTRIGATE_BENCH=OFF"
      fuzz_s=${2:?run.sh: --fuzz takes a number of seconds}
      shift
      ;;
    --nightly) export CEL_DIFFERENTIAL_COUNT=25000000 ;;
    --)
      shift
      break
      ;;
    *)
      echo "run.sh: unknown argument \"$1\"; see the head of $0" >&2
      exit 2
      ;;
  esac
  shift
done

shared=${TRIGATE_SHARED:-$root/../shared}
if [ -d "$shared" ]; then
  shared=$(cd "$shared" && pwd -P)
  echo "published data: TRIGATE_SHARED=$shared"
else
  echo "published data: TRIGATE_SHARED=$shared DOES NOT EXIST; the tests that read it are skipped"
fi
export TRIGATE_SHARED="$shared"

step() {
  printf '\n== %s (%s)\n' "$1" "$(date +%H:%M:%S)"
}

step "packages"
"$root/deploy/install-packages.sh" build run test ${fuzz_s:+fuzz}

mkdir -p "$root/build"
step "configure $build ($type${sanitize:+, $sanitize})"
launcher=""
if command -v ccache >/dev/null 2>&1; then launcher=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
# shellcheck disable=SC2086  # lists of arguments
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=$type -DTRIGATE_TESTS=ON $compiler \
  -DTRIGATE_SANITIZE="$sanitize" -DTRIGATE_SHARED="$shared" $launcher >"$build.configure.log" 2>&1 ||
  { cat "$build.configure.log" >&2; exit 1; }

if [ -n "$fuzz_s" ]; then
  step "build"
  ninja -C "$build" -j2 fuzzers
  for target in cel_fuzz_compile cel_fuzz_evaluate wire_fuzz_decode; do
    step "$target, $fuzz_s s"
    corpus=$build/corpus/$target
    mkdir -p "$corpus"
    case $target in
      cel_*) seeds=$root/tests/fuzz/cel/corpus dictionary=-dict=$root/tests/fuzz/cel/cel.dict ;;
      wire_*)
        seeds=$build/seeds dictionary=""
        "$build/tests/fuzz/wire/wire_fuzz_corpus" "$seeds" 500
        ;;
    esac
    # shellcheck disable=SC2086  # absent when empty
    "$(find "$build/tests/fuzz" -name "$target" -type f)" -max_total_time="$fuzz_s" -max_len=4096 \
      -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="$corpus/" $dictionary \
      "$corpus" "$seeds" >"$corpus.log" 2>&1 || { tail -n 60 "$corpus.log" >&2; exit 1; }
    grep -E "^Done|cov:|stat::" "$corpus.log" | tail -n 8
  done
  exit 0
fi

step "build"
ninja -C "$build" -j2

conformance=$(find "$build/tests" -name cel_conformance -type f 2>/dev/null | head -n 1)
[ -z "$conformance" ] || echo "CEL conformance runner: $conformance PATH..."

step "test"
cd "$build"
# shellcheck disable=SC2086  # a list of arguments
exec ctest --output-on-failure -j2 $label_arguments "$@"
