#!/bin/sh
# Instructions of every case of cel_bench under callgrind: the figure that does not depend on the machine.
#
#   tests/bench/cel/instructions.sh build/release/tests/bench/cel/cel_bench [REGEX]
set -eu
bench=${1:?instructions.sh: the path of cel_bench}
filter=${2:-.}
iterations=1000
printf '%-42s %14s\n' case "instructions"
"$bench" --benchmark_list_tests --benchmark_filter="$filter" | while read -r name; do
  collected=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null \
    --toggle-collect='trigate::cel::RuleSet::Evaluate*' --toggle-collect='trigate::policy::Facts::Set*' \
    "$bench" --iterations=$iterations --benchmark_filter="^$name/iterations:" 2>&1 | sed -n 's/.*Collected : //p')
  printf '%-42s %14d\n' "$name" $((collected / iterations))
done
