// Every bound of the expression language, each with its reason. Whatever the source text and the
// input, compile and evaluate end in bounded time and memory; a bound that is hit yields a
// diagnostic (compile) or the error value kLimit (evaluate), never a crash.
//
// Threads: plain data; copied into the Env that it is given to.

#pragma once

#include <cstdint>

namespace trigate::cel {

struct Limits {
  /// Bytes of source. A rule that a person can review is below 2 KiB; 100 kB is cel-go's bound.
  std::uint32_t source_bytes_max = 100'000;
  /// Levels of nested expressions, in the text and in the tree. The definition asks for 32; each
  /// level costs stack in parser, checker and evaluator, so this is what keeps the stack bounded.
  std::uint32_t nesting_max = 256;
  /// Nodes of the tree after macro expansion. Bounds compile time and the memory of a program.
  std::uint32_t nodes_max = 50'000;
  /// Diagnostics kept per compile: nobody reads more, and a garbled text makes thousands.
  std::uint32_t diagnostics_max = 50;
  /// Loop bodies run in one evaluation, all loops together: [0,1].all(x, [0,1].all(…)) is
  /// exponential in the length of its text.
  std::uint64_t iterations_max = 1'000'000;
  /// The bound on time of one evaluation. A step is a node, an element, 64 bytes compared or
  /// copied, 8 bytes parsed or searched, 8 instructions of a pattern for a byte matched: work of
  /// some hundred nanoseconds at most, so that all of them take about a second.
  std::uint64_t steps_max = 10'000'000;
  /// Bytes of one string or bytes value built by an evaluation; x + x + x … grows quadratically.
  std::uint32_t string_bytes_max = 1'000'000;
  /// Elements of one list or entries of one map built by an evaluation.
  std::uint32_t elements_max = 100'000;
  /// Bytes built in one evaluation, all values together: the bound on memory.
  std::uint64_t built_bytes_max = 64'000'000;
  /// Instructions of a compiled pattern (RE2::ProgramSize). Counted repetition, (a{100}){100},
  /// explodes here. Compiling stops soon after it, and the automata of a pattern get 256 bytes for
  /// each.
  std::uint32_t regex_program_max = 2'000;
  /// Bytes of a pattern, before it is compiled. A Unicode class, \p{L}, counts for 256 more: it
  /// stands for hundreds of ranges.
  std::uint32_t regex_bytes_max = 4'096;
  /// Different constant patterns of one source, and patterns that an evaluation keeps of those it
  /// makes itself. Each takes up to twenty milliseconds to compile and half a megabyte to keep.
  std::uint32_t regex_count_max = 32;
};

/// Compiling takes up to 3.3 kB of stack a level, measured as released: 256 levels fit in 1 MB.
constexpr std::uint32_t kNestingCeiling = 256;
static_assert(Limits{}.nesting_max <= kNestingCeiling);
static_assert(Limits{}.iterations_max <= Limits{}.steps_max, "an iteration costs at least a step");
static_assert(Limits{}.string_bytes_max <= Limits{}.built_bytes_max);

}  // namespace trigate::cel
