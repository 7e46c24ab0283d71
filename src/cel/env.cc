#include "trigate/cel/env.h"

#include <algorithm>
#include <set>

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>

#include "cel/env_data.h"
#include "cel/library.h"
#include "cel/message.h"
#include "cel/names.h"

namespace trigate::cel {
namespace {

/// References that keep the linker from dropping the well-known types' descriptors.
void LinkWellKnownTypes() {
  google::protobuf::Any::descriptor();
  google::protobuf::Duration::descriptor();
  google::protobuf::Empty::descriptor();
  google::protobuf::FieldMask::descriptor();
  google::protobuf::Struct::descriptor();
  google::protobuf::Timestamp::descriptor();
  google::protobuf::BoolValue::descriptor();
}

/// Whether some value may be passed where `a` and where `b` is declared, type parameters erased.
bool Overlap(const Type& a, const Type& b) {
  const auto any = [](const Type& t) { return t.IsDyn() || t.kind() == TypeKind::kParam; };
  if (any(a) || any(b)) return true;
  if (a.kind() == TypeKind::kWrapper) return Overlap(a.parameter(0), b);
  if (b.kind() == TypeKind::kWrapper) return Overlap(a, b.parameter(0));
  return a.kind() == b.kind() && a.name() == b.name();
}

bool Overlap(const Overload& a, const Overload& b) {
  if (a.receiver != b.receiver || a.parameters.size() != b.parameters.size()) return false;
  for (std::size_t i = 0; i < a.parameters.size(); ++i) {
    if (!Overlap(a.parameters[i], b.parameters[i])) return false;
  }
  return true;
}

void Violate(EnvData* data, std::string field, std::string description) {
  data->violations.push_back({std::move(field), std::move(description)});
}

bool DeclareVariable(EnvData* data, std::string_view name, Variable variable) {
  if (!IsQualifiedName(name)) {
    Violate(data, "variable." + std::string(name), "the name is no qualified identifier");
    return false;
  }
  if (!data->variables.emplace(name, std::move(variable)).second) {
    Violate(data, "variable." + std::string(name), "the name is declared twice");
    return false;
  }
  return true;
}

void AddRequestedLibraries(EnvData* data, const std::set<Library>& libraries) {
  LibraryWriter writer(data);
  AddOperators(&writer);
  AddConversions(&writer);
  AddTextFunctions(&writer);
  AddTimeFunctions(&writer);
  if (libraries.contains(Library::kStrings)) {
    AddStrings(&writer);
    AddFormat(&writer);
  }
  if (libraries.contains(Library::kMath)) AddMath(&writer);
  if (libraries.contains(Library::kLists)) AddLists(&writer);
  if (libraries.contains(Library::kSets)) AddSets(&writer);
  if (libraries.contains(Library::kEncoders)) AddEncoders(&writer);
  if (libraries.contains(Library::kOptionals)) AddOptionals(&writer);
  if (libraries.contains(Library::kNetwork)) AddNetwork(&writer);
}

}  // namespace

const google::protobuf::Descriptor* EnvData::FindMessage(std::string_view full_name) const {
  if (well_known_only && !full_name.starts_with("google.protobuf.")) return nullptr;
  return pool->FindMessageTypeByName(std::string(full_name));
}

std::optional<Value> EnvData::FindEnumValue(std::string_view full_name) const {
  const std::size_t dot = full_name.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  if (well_known_only && !full_name.starts_with("google.protobuf.")) return std::nullopt;
  const auto* type = pool->FindEnumTypeByName(std::string(full_name.substr(0, dot)));
  if (type == nullptr) return std::nullopt;
  const auto* value = type->FindValueByName(std::string(full_name.substr(dot + 1)));
  if (value == nullptr) return std::nullopt;
  return IsNullValue(*type) ? Value::Null() : Value::Int(value->number());
}

const RecordType* EnvData::FindRecord(std::string_view type_name) const {
  for (const Env::RecordVariable& record : records) {
    if (record.type->name() == type_name) return record.type.get();
  }
  return nullptr;
}

Env::Env(std::unique_ptr<const EnvData> data) : data_(std::move(data)) {}
Env::~Env() = default;

const Limits& Env::limits() const { return data_->limits; }

const std::vector<Env::RecordVariable>& Env::record_variables() const { return data_->records; }

struct EnvBuilder::Pending {
  std::set<Library> libraries;
  std::vector<std::pair<std::string, Overload>> functions;
};

EnvBuilder::EnvBuilder() : data_(new EnvData), pending_(new Pending) {}
EnvBuilder::~EnvBuilder() = default;

EnvBuilder& EnvBuilder::SetContainer(std::string_view container) {
  if (!container.empty() && !IsQualifiedName(container)) {
    Violate(data_.get(), "container", "'" + std::string(container) + "' is no qualified name");
  }
  data_->container = container;
  return *this;
}

EnvBuilder& EnvBuilder::SetLimits(const Limits& limits) {
  if (limits.nesting_max > kNestingCeiling) {
    Violate(data_.get(), "limits.nesting_max",
            "is above " + std::to_string(kNestingCeiling) + ", which the stack is sized for");
  }
  data_->limits = limits;
  return *this;
}

EnvBuilder& EnvBuilder::AddLibrary(Library library) {
  pending_->libraries.insert(library);
  MacroTable& macros = data_->macros;
  macros.two_variables |= library == Library::kTwoVariables;
  macros.bindings |= library == Library::kBindings;
  macros.optionals |= library == Library::kOptionals;
  macros.math |= library == Library::kMath;
  macros.lists |= library == Library::kLists;
  macros.protos |= library == Library::kProtos;
  macros.blocks |= library == Library::kBlocks;
  return *this;
}

EnvBuilder& EnvBuilder::AddAllLibraries() {
  for (const Library library :
       {Library::kStrings, Library::kMath, Library::kLists, Library::kSets, Library::kBindings,
        Library::kEncoders, Library::kOptionals, Library::kTwoVariables, Library::kNetwork,
        Library::kProtos, Library::kBlocks}) {
    AddLibrary(library);
  }
  return *this;
}

EnvBuilder& EnvBuilder::AddVariable(std::string_view name, Type type) {
  DeclareVariable(data_.get(), name, {std::move(type), false, {}, -1});
  return *this;
}

EnvBuilder& EnvBuilder::AddConstant(std::string_view name, Type type, Value value) {
  DeclareVariable(data_.get(), name, {std::move(type), true, std::move(value), -1});
  return *this;
}

EnvBuilder& EnvBuilder::AddRecordVariable(std::string_view name,
                                          std::shared_ptr<const RecordType> type) {
  const RecordType* known = data_->FindRecord(type->name());
  if (known != nullptr && known != type.get()) {
    Violate(data_.get(), "record." + type->name(), "another record type has this name");
  }
  const int index = static_cast<int>(data_->records.size());
  if (DeclareVariable(data_.get(), name, {Type::Record(type->name()), false, {}, index})) {
    data_->records.push_back({std::string(name), std::move(type)});
  }
  return *this;
}

EnvBuilder& EnvBuilder::AddFunction(std::string_view name, Overload overload) {
  if (!IsQualifiedName(name)) {
    Violate(data_.get(), "function." + std::string(name), "the name is no qualified identifier");
    return *this;
  }
  pending_->functions.emplace_back(std::string(name), std::move(overload));
  return *this;
}

EnvBuilder& EnvBuilder::SetMessages(const google::protobuf::DescriptorPool* pool,
                                    google::protobuf::MessageFactory* factory) {
  data_->pool = pool;
  data_->factory = factory;
  data_->well_known_only = false;
  return *this;
}

void EnvBuilder::AddPendingFunctions() {
  std::set<std::string> ids;
  for (const auto& [name, function] : data_->functions) {
    for (const Overload& overload : function.overloads) ids.insert(overload.id);
  }
  for (auto& [name, overload] : pending_->functions) {
    const std::string path = "function." + name + "." + overload.id;
    if (!ids.insert(overload.id).second) {
      Violate(data_.get(), path, "the overload id is used twice");
    }
    if (overload.receiver && overload.parameters.empty()) {
      Violate(data_.get(), path, "a receiver function needs a parameter");
    }
    Function& function = data_->functions[name];
    function.name = name;
    for (const Overload& other : function.overloads) {
      if (Overlap(other, overload)) {
        Violate(data_.get(), path, "its parameters overlap those of '" + other.id + "'");
      }
    }
    function.overloads.push_back(std::move(overload));
  }
}

Result<std::shared_ptr<const Env>> EnvBuilder::Build() {
  if (data_ == nullptr) return FailedPrecondition("the environment was built already");
  if (data_->pool == nullptr) {
    LinkWellKnownTypes();
    data_->pool = google::protobuf::DescriptorPool::generated_pool();
    data_->factory = google::protobuf::MessageFactory::generated_factory();
  }
  AddRequestedLibraries(data_.get(), pending_->libraries);
  AddPendingFunctions();
  if (!data_->violations.empty()) {
    std::string message = "the environment has wrong declarations: ";
    message += data_->violations.front().field + ": " + data_->violations.front().description;
    Status status(StatusCode::kInvalidArgument, std::move(message), data_->violations);
    data_.reset();
    return status;
  }
  return std::make_shared<const Env>(std::move(data_));
}

}  // namespace trigate::cel
