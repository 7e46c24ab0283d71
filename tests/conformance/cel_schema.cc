#include "cel_schema.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>

namespace conformance {

std::unique_ptr<Schema> Schema::Load(const std::string& folder, std::string* error) {
  using google::protobuf::DescriptorPool;
  std::unique_ptr<Schema> schema(new Schema);
  schema->tree_.MapPath("", folder);
  schema->linked_ = std::make_unique<google::protobuf::DescriptorPoolDatabase>(
      *DescriptorPool::generated_pool());
  // The well-known types come from the linked library, the rest from the folder.
  schema->database_ = std::make_unique<google::protobuf::compiler::SourceTreeDescriptorDatabase>(
      &schema->tree_, schema->linked_.get());
  schema->pool_ = std::make_unique<DescriptorPool>(schema->database_.get());
  for (const char* file : {"google/protobuf/any.proto", "google/protobuf/duration.proto",
                           "google/protobuf/empty.proto", "google/protobuf/field_mask.proto",
                           "google/protobuf/struct.proto", "google/protobuf/timestamp.proto",
                           "google/protobuf/wrappers.proto",
                           "cel/expr/conformance/proto2/test_all_types.proto",
                           "cel/expr/conformance/proto2/test_all_types_extensions.proto",
                           "cel/expr/conformance/proto3/test_all_types.proto"}) {
    if (schema->pool_->FindFileByName(file) == nullptr) {
      *error = folder + ": cannot load " + file;
      return nullptr;
    }
  }
  schema->factory_ =
      std::make_unique<google::protobuf::DynamicMessageFactory>(schema->pool_.get());
  return schema;
}

}  // namespace conformance
