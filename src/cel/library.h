// How a library puts its functions into an environment. The standard library and the extensions use
// the same Overload that hosts do.
//
// Threads: used while an Env is built.

#pragma once

#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>

#include "cel/env_data.h"

namespace trigate::cel {

using Args = std::span<const Value>;
using Call = Value (*)(Args, EvalContext&);

class LibraryWriter {
 public:
  explicit LibraryWriter(EnvData* env) : env_(env) {}

  /// f(a, b)
  void Global(std::string_view name, std::string_view id, std::vector<Type> parameters, Type result,
              Call call, FastCall fast = {}) {
    Add(name, id, false, std::move(parameters), std::move(result), call, fast);
  }
  /// a.f(b)
  void Method(std::string_view name, std::string_view id, std::vector<Type> parameters, Type result,
              Call call, FastCall fast = {}) {
    Add(name, id, true, std::move(parameters), std::move(result), call, fast);
  }
  /// The function's implementation decides by the values it gets; overloads are for the checker.
  void TakesAnything(std::string_view name) {
    env_->functions.find(name)->second.takes_anything = true;
  }
  void TypeName(const Type& type) { env_->type_names.emplace(type.name(), type); }
  void TypeName(std::string_view name, const Type& type) { env_->type_names.emplace(name, type); }
  EnvData& env() { return *env_; }

 private:
  void Add(std::string_view name, std::string_view id, bool receiver, std::vector<Type> parameters,
           Type result, Call call, FastCall fast) {
    Function& function = env_->functions[std::string(name)];
    function.name = name;
    Overload overload;
    overload.id = id;
    overload.receiver = receiver;
    overload.parameters = std::move(parameters);
    overload.result = std::move(result);
    overload.call = call;
    overload.fast = fast;
    function.overloads.push_back(std::move(overload));
  }

  EnvData* env_;
};

void AddOperators(LibraryWriter* lib);
void AddConversions(LibraryWriter* lib);
void AddTextFunctions(LibraryWriter* lib);
void AddTimeFunctions(LibraryWriter* lib);
void AddStrings(LibraryWriter* lib);
void AddFormat(LibraryWriter* lib);
void AddMath(LibraryWriter* lib);
void AddLists(LibraryWriter* lib);
void AddSets(LibraryWriter* lib);
void AddEncoders(LibraryWriter* lib);
void AddOptionals(LibraryWriter* lib);
void AddNetwork(LibraryWriter* lib);

}  // namespace trigate::cel
