// The tree of an expression, as the parser builds it and the checker completes it.
//
// Nodes lie in one vector and name each other by index: a tree is freed and copied without
// recursion, passes can keep their results in vectors beside it, and its depth is known as it
// grows.
//
// Macros are expanded while parsing, but into nodes of their own (kLoop, kLet) and not into a
// general fold: a loop that says "all" can stop early, needs no list that grows by concatenation,
// and has a type rule that fits in one line.
//
// Threads: built by one thread, immutable afterwards.
// Limits: nodes_max and nesting_max, checked by Add.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/cel/diagnostic.h"
#include "trigate/cel/limits.h"
#include "trigate/cel/type.h"
#include "trigate/cel/value.h"

namespace google::protobuf {
class Descriptor;
}

namespace trigate::cel {

using NodeId = std::uint32_t;
constexpr NodeId kNoNode = ~NodeId{0};

enum class NodeKind : std::uint8_t {
  kConst,   ///< value
  kIdent,   ///< name (with a leading dot when written so)
  kSelect,  ///< children[0] . name; test_only for has()
  kCall,    ///< name, children = arguments; receiver: children[0] is what stands before the dot
  kAnd,     ///< two or more children
  kOr,      ///< two or more children
  kList,    ///< children; optional[i] for ?element
  kMap,     ///< children = key, value, key, value …; optional[i] for entry i
  kStruct,  ///< name = message type, names = fields, children = values
  kLoop,    ///< children = range, filter or kNoNode, body; names = one or two variables
  kLet,     ///< names[0] = children[0] inside children[1]
  kInvalid, ///< already reported
};

enum class LoopKind : std::uint8_t {
  kAll,
  kExists,
  kExistsOne,
  kList,      ///< the list of bodies
  kMap,       ///< the map of the same keys and bodies
  kMapEntry,  ///< the map of the entries that bodies (map literals) yield
};

struct Function;

/// What a kIdent turned out to be.
enum class Binding : std::uint8_t {
  kNone,      ///< not resolved yet
  kLocal,     ///< slot: position in the stack of loop and let variables
  kVariable,  ///< name: full name in the activation
  kRecord,    ///< slot: index into Env::record_variables()
  kDynamic,   ///< unchecked programs only; names: candidates, looked up when evaluated
};

struct Node {
  NodeKind kind = NodeKind::kInvalid;
  LoopKind loop = LoopKind::kAll;
  bool test_only = false;
  bool receiver = false;
  std::uint32_t depth = 1;
  SourceRange range;  ///< the whole expression
  SourceRange at;     ///< what an error of this node points at: operator, field or function name
  std::string name;
  Value value;
  std::vector<NodeId> children;
  std::vector<std::string> names;
  std::vector<bool> optional;

  // Added by the resolver.
  Binding binding = Binding::kNone;
  std::uint32_t slot = 0;
  const Function* function = nullptr;                      ///< of a kCall
  const google::protobuf::Descriptor* message = nullptr;   ///< of a kStruct
  // Added by the checker; dyn without it.
  Type type;
};

class Ast {
 public:
  explicit Ast(const Limits& limits)
      : nesting_max_(limits.nesting_max), nodes_max_(limits.nodes_max) {}

  /// Adds a node whose children are there already. kNoNode when a limit is exceeded; exceeded()
  /// then says which.
  NodeId Add(Node node);
  [[nodiscard]] const Node& operator[](NodeId id) const { return nodes_[id]; }
  [[nodiscard]] Node& operator[](NodeId id) { return nodes_[id]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] std::string_view exceeded() const { return exceeded_; }

  NodeId root = kNoNode;

 private:
  std::uint32_t nesting_max_;
  std::uint32_t nodes_max_;
  std::string_view exceeded_;
  std::vector<Node> nodes_;
};

/// "a.b.c" for a chain of selects on an identifier; empty for anything else.
std::string QualifiedName(const Ast& ast, NodeId id);

/// Names of the functions that operators are.
namespace op {
constexpr std::string_view kNot = "!_";
constexpr std::string_view kNegate = "-_";
constexpr std::string_view kAdd = "_+_";
constexpr std::string_view kSubtract = "_-_";
constexpr std::string_view kMultiply = "_*_";
constexpr std::string_view kDivide = "_/_";
constexpr std::string_view kModulo = "_%_";
constexpr std::string_view kEqual = "_==_";
constexpr std::string_view kNotEqual = "_!=_";
constexpr std::string_view kLess = "_<_";
constexpr std::string_view kLessEqual = "_<=_";
constexpr std::string_view kGreater = "_>_";
constexpr std::string_view kGreaterEqual = "_>=_";
constexpr std::string_view kIn = "@in";
constexpr std::string_view kIndex = "_[_]";
constexpr std::string_view kConditional = "_?_:_";
constexpr std::string_view kOptionalSelect = "_?._";
constexpr std::string_view kOptionalIndex = "_[?_]";
}  // namespace op

/// "==" for "_==_"; a function's own name otherwise.
std::string DisplayName(std::string_view function);

}  // namespace trigate::cel
