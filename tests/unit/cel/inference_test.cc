// Types of a whole tree: what they take, whatever the source text.

#include "cel/inference.h"

#include <unordered_set>

#include "cel/program_data.h"
#include "unit/cel/parcel_env.h"

namespace trigate::cel {
namespace {

std::string Repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

void Collect(const Type& type, std::unordered_set<const Type::Rep*>* seen) {
  if (!seen->insert(type.rep()).second) return;
  for (const Type& parameter : type.parameters()) Collect(parameter, seen);
}

/// Type objects that a compiled expression keeps, and its nodes.
struct Kept {
  std::size_t types = 0;
  std::size_t nodes = 0;
};
Kept KeptBy(const std::string& source) {
  const auto program = MustCompile(ParcelEnv(), source);
  if (program == nullptr) return {};
  const Ast& ast = program->data().ast;
  std::unordered_set<const Type::Rep*> seen;
  for (NodeId id = 0; id < ast.size(); ++id) Collect(ast[id].type, &seen);
  return {seen.size(), ast.size()};
}

TEST(Inference, NodesOfADeepLiteralShareTheirTypes) {
  const std::string deep = Repeat("[", 250) + Repeat("]", 250);
  const Kept kept = KeptBy("[" + deep + Repeat("," + deep, 188) + "].size()");
  EXPECT_GT(kept.nodes, 189u * 250);
  EXPECT_LE(kept.types, kept.nodes);
}

/// `body` where `name` is `element` inside of 800 lists, bound in steps that nesting_max allows.
std::string WithDeep(const std::string& name, const std::string& element,
                     const std::string& body) {
  std::string source;
  std::string inner = element;
  for (int i = 0; i < 4; ++i) {
    const std::string outer = name + std::to_string(i);
    source += "cel.bind(" + outer + ", " + Repeat("[", 200) + inner + Repeat("]", 200) + ", ";
    inner = outer;
  }
  return source + "cel.bind(" + name + ", " + inner + ", " + body + Repeat(")", 5);
}

/// Neither type is the more general, so that each pair of them makes a type anew.
TEST(Inference, TypesThatManyNodesJoinAreBounded) {
  const std::string pairs = "[[x,y]" + Repeat(",[x,y]", 12'000) + "].size()";
  const Kept kept = KeptBy(
      WithDeep("x", "{dyn(1): 1}", WithDeep("y", "{1: dyn(1)}", pairs)));
  EXPECT_GT(kept.nodes, 36'000u);
  EXPECT_LE(kept.types, kTypesRebuiltMax + kept.nodes);
}

TEST(Inference, TypesThatManyCallsResultInAreBounded) {
  // The first element says what the lists of x are of, which each of the results spells out.
  const std::string calls = "[[x,y].size()" + Repeat(",x.reverse().size()", 4'000) + "].size()";
  const Kept kept = KeptBy(WithDeep("x", "[]", WithDeep("y", "[1]", calls)));
  EXPECT_LE(kept.types, kTypesRebuiltMax + kept.nodes);
}

}  // namespace
}  // namespace trigate::cel
