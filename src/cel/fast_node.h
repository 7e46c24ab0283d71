// The typed program: a graph of nodes that know their types.
//
// Where the plain evaluator asks each value what it is, a node here reads a slot, compares it with
// a constant of the same type, and yields one of four outcomes in a byte. Nodes are 40 bytes in one
// array, children by index, no pointer to follow and nothing to allocate.
//
// The graph belongs to a whole rule set. Equal subexpressions of different rules are one node; a
// boolean node with several users keeps its outcome for the rest of the event (memo).
//
// Errors carry no message here: an outcome of absent or error is rare, and the plain evaluator is
// asked then.
//
// Threads: immutable once planned.

#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cel/program_data.h"
#include "cel/regex_cache.h"
#include "trigate/cel/function.h"
#include "trigate/cel/rule_set.h"

namespace trigate::cel {

using FastId = std::uint32_t;
constexpr FastId kNoFast = ~FastId{0};
constexpr std::uint32_t kNoMemo = ~std::uint32_t{0};

enum class FastOp : std::uint8_t {
  // Boolean.
  kConstOutcome,  ///< i: an Outcome
  kHas,           ///< record.slot
  kBoolSlot,
  kBoolVariable,  ///< a: variable
  kBoolLocal,     ///< a: local
  kNot,           ///< a
  kAnd,           ///< children a .. a+b
  kOr,
  kIf,            ///< a ? b : c, of any type
  kIntSlotCompare,     ///< record.slot against i
  kUintSlotCompare,
  kDoubleSlotCompare,  ///< against d
  kTextSlotEqual,      ///< against text a; i: its key
  kIntCompare,         ///< a against b
  kUintCompare,
  kDoubleCompare,
  kTextCompare,
  kTimeCompare,
  kBoolCompare,
  kTextInSet,   ///< a in set b
  kIntInSet,
  kTextInSlot,  ///< a in the list of record.slot
  kIntInSlot,
  kMatches,     ///< a against regex b
  kLoop,        ///< body b over the list of record.slot as local a; compare: LoopKind; c: 1 strings
  kCallBool,    ///< function c of a (and b)
  kPlain,       ///< node a of program b, by the plain evaluator
  // Values of other types.
  kConstNumber,   ///< i, or u, or d
  kConstText,     ///< text a
  kConstTime,     ///< i: seconds, a: nanoseconds
  kSlot,
  kVariable,      ///< a: variable
  kLocal,         ///< a: local
  kAdd,           ///< a and b, by the type of the node
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kNegate,
  kIntToDouble,
  kUintToDouble,
  kSizeOfText,
  kSizeOfSlot,    ///< of the list of record.slot
  kCalendar,      ///< field `compare` of time a in zone text b
  kSeconds,       ///< seconds of time a, divided by i
  kMilliseconds,
  kCall,          ///< function c of a, by the type of the node
  kTimePlusDuration,
  kTimeMinusDuration,
  kDurationPlusDuration,
  kDurationMinusDuration,
  kTimeMinusTime,
};

/// Bit order+1 of a mask says whether that order satisfies the comparison; bit 3 is "unordered"
/// (NaN).
enum CompareMask : std::uint8_t {
  kMaskLess = 1,
  kMaskLessEqual = 3,
  kMaskEqual = 2,
  kMaskNotEqual = 13,
  kMaskGreater = 4,
  kMaskGreaterEqual = 6,
};

struct FastNode {
  FastOp op = FastOp::kConstOutcome;
  std::uint8_t compare = 0;
  TypeKind type = TypeKind::kBool;
  std::uint8_t cost = 1;  ///< relative; cheap terms of && and || go first
  std::uint32_t record = 0;
  std::uint32_t slot = 0;
  std::uint32_t a = kNoFast;
  std::uint32_t b = kNoFast;
  std::uint32_t c = kNoFast;
  std::uint32_t memo = kNoMemo;
  std::uint32_t filler = 0;  ///< no padding: nodes are compared as bytes
  union {
    std::int64_t i = 0;
    std::uint64_t u;
    double d;
  };
};

static_assert(sizeof(FastNode) == 40);

/// Length and first four bytes of a text in one word: unequal keys mean unequal texts.
inline std::uint64_t TextKey(std::string_view text) {
  return std::uint64_t{static_cast<std::uint32_t>(text.size())} << 32 | TextPrefix(text);
}

/// Constant texts, sorted by key for binary search.
struct TextSet {
  std::vector<std::pair<std::uint64_t, std::string_view>> entries;
  [[nodiscard]] bool Contains(std::string_view text) const;
};

struct FastGraph {
  explicit FastGraph(const Limits& limits) : regexes(limits) {}

  std::vector<FastNode> nodes;
  std::vector<FastId> children;
  std::vector<std::string> variables;       ///< names in the activation
  std::vector<TypeKind> variable_types;
  std::deque<std::string> texts;            ///< stable addresses
  std::vector<TextSet> text_sets;
  std::vector<std::vector<std::int64_t>> int_sets;  ///< sorted
  std::vector<const re2::RE2*> patterns;
  RegexCache regexes;
  std::vector<const Overload*> functions;
  std::vector<const ProgramData*> programs;
  std::uint32_t memos = 0;
  std::uint32_t locals = 0;
};

/// The typed form of one expression.
struct FastProgram {
  explicit FastProgram(const Limits& limits) : graph(limits) {}
  FastGraph graph;
  FastId root = kNoFast;
};

}  // namespace trigate::cel
