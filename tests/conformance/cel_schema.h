// The proto2 and proto3 messages that the cases use, loaded from .proto files at run time.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/dynamic_message.h>

namespace conformance {

class Schema {
 public:
  /// Null with `*error` set when a file is missing or wrong.
  static std::unique_ptr<Schema> Load(const std::string& folder, std::string* error);

  [[nodiscard]] const google::protobuf::DescriptorPool* pool() const { return pool_.get(); }
  [[nodiscard]] google::protobuf::MessageFactory* factory() const { return factory_.get(); }

 private:
  Schema() = default;
  google::protobuf::compiler::DiskSourceTree tree_;
  std::unique_ptr<google::protobuf::DescriptorPoolDatabase> linked_;
  std::unique_ptr<google::protobuf::compiler::SourceTreeDescriptorDatabase> database_;
  std::unique_ptr<google::protobuf::DescriptorPool> pool_;
  std::unique_ptr<google::protobuf::DynamicMessageFactory> factory_;
};

}  // namespace conformance
