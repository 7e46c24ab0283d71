// Environment: everything an expression may name.
//
//   EnvBuilder builder;
//   builder.AddLibrary(Library::kStrings)
//       .AddRecordVariable("parcel", parcel_type)
//       .AddVariable("now", Type::Timestamp())
//       .AddFunction("isWaybill", overload);
//   Result<std::shared_ptr<const Env>> env = builder.Build();
//
// Threads: EnvBuilder by one thread; Env is immutable and shared by any number of compiles and
//   programs, each of which keeps it alive.
// Ownership: the descriptor pool and message factory are borrowed;
//   they must outlive the Env
//   and every value made with it.
// Failure: Build() reports every wrong declaration at once, kInvalidArgument with one violation
// each.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/status.h"
#include "trigate/cel/function.h"
#include "trigate/cel/limits.h"
#include "trigate/cel/record.h"
#include "trigate/cel/type.h"
#include "trigate/cel/value.h"

namespace google::protobuf {
class DescriptorPool;
class MessageFactory;
}  // namespace google::protobuf

namespace trigate::cel {

struct EnvData;  // private to src/cel

/// Extensions beside the standard library, which is always there. Sources: cel-spec doc/extensions,
/// cel-go ext/README.md.
enum class Library : std::uint8_t {
  kStrings,         ///< charAt, indexOf, format, split, replace, trim, strings.quote …
  kMath,            ///< math.greatest, math.least, math.bitAnd, math.round …
  kLists,           ///< slice, flatten, distinct, sort, sortBy, reverse, lists.range
  kSets,            ///< sets.contains, sets.equivalent, sets.intersects
  kBindings,        ///< cel.bind
  kEncoders,        ///< base64.encode, base64.decode
  kOptionals,       ///< optional.of, a.?b, a[?b], optMap, or, orValue …
  kTwoVariables,    ///< all, exists, existsOne, transformList, transformMap… with key and value
  kNetwork,         ///< ip, cidr, isIP, containsIP …
  kProtos,          ///< proto.getExt, proto.hasExt
  kBlocks,          ///< cel.block, cel.index: the output of optimisers, not written by people
};

class Env {
 public:
  explicit Env(std::unique_ptr<const EnvData> data);
  ~Env();
  Env(const Env&) = delete;
  Env& operator=(const Env&) = delete;

  [[nodiscard]] const Limits& limits() const;
  /// Variables of record type in order of declaration. Row i of an evaluation belongs to entry i.
  struct RecordVariable {
    std::string name;
    std::shared_ptr<const RecordType> type;
  };
  [[nodiscard]] const std::vector<RecordVariable>& record_variables() const;
  [[nodiscard]] const EnvData& data() const { return *data_; }

 private:
  std::unique_ptr<const EnvData> data_;
};

class EnvBuilder {
 public:
  EnvBuilder();
  ~EnvBuilder();
  EnvBuilder(const EnvBuilder&) = delete;
  EnvBuilder& operator=(const EnvBuilder&) = delete;

  /// Names are resolved inside this scope first: in "a.b", x means a.b.x, a.x or x.
  EnvBuilder& SetContainer(std::string_view container);
  EnvBuilder& SetLimits(const Limits& limits);
  EnvBuilder& AddLibrary(Library library);
  EnvBuilder& AddAllLibraries();
  /// A variable whose value comes with each evaluation. Names may be qualified ("request.auth").
  EnvBuilder& AddVariable(std::string_view name, Type type);
  /// A name for a fixed value, folded at compile time.
  EnvBuilder& AddConstant(std::string_view name, Type type, Value value);
  /// A variable whose value is a Row of `type`.
  EnvBuilder& AddRecordVariable(std::string_view name, std::shared_ptr<const RecordType> type);
  /// Adds an overload. Overloads of one name must not overlap after erasure of type parameters.
  EnvBuilder& AddFunction(std::string_view name, Overload overload);
  /// Message types, enums and extensions of `pool`. Without it only the types of the package
  /// google.protobuf are known.
  EnvBuilder& SetMessages(const google::protobuf::DescriptorPool* pool,
                          google::protobuf::MessageFactory* factory);
  /// The environment. The builder is empty afterwards.
  Result<std::shared_ptr<const Env>> Build();

 private:
  struct Pending;
  void AddPendingFunctions();

  std::unique_ptr<EnvData> data_;
  std::unique_ptr<Pending> pending_;
};

}  // namespace trigate::cel
