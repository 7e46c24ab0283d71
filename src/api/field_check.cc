#include "api/field_check.h"

#include <charconv>
#include <utility>

#include "trigate/api/uuid.h"

namespace trigate::api {

void FieldCheck::Require(bool holds, std::string_view field, std::string_view description) {
  if (holds) return;
  violations_.push_back({prefix_ + std::string(field), std::string(description)});
}

void FieldCheck::PageSize(std::int32_t size) {
  Require(size >= 0 && size <= 1000, "page_size", "must be 0 (the default) to 1,000");
}

void FieldCheck::AtMost(std::string_view value, std::size_t bytes_max, std::string_view field) {
  Require(value.size() <= bytes_max, field,
          "must have at most " + std::to_string(bytes_max) + " bytes");
}

void FieldCheck::Uuid(std::string_view value, std::string_view field, bool required) {
  if (value.empty()) {
    Require(!required, field, "is required: a UUID");
  } else {
    Require(IsUuid(value), field,
            "must be a UUID such as \"3f0c1a52-9d1e-4b7a-8f43-5f7c2a9b6e10\"");
  }
}

Status FieldCheck::status() const {
  if (violations_.empty()) return OkStatus();
  std::string message = violations_.front().field + " " + violations_.front().description;
  if (violations_.size() > 1) {
    message += " (and " + std::to_string(violations_.size() - 1) + " more)";
  }
  return {StatusCode::kInvalidArgument, std::move(message), violations_};
}

std::optional<std::int64_t> NumberOfResource(std::string_view resource,
                                             std::string_view collection) {
  if (!resource.starts_with(collection)) return std::nullopt;
  std::string_view rest = resource.substr(collection.size());
  if (rest.size() < 2 || rest[0] != '/' || rest[1] < '1' || rest[1] > '9') return std::nullopt;
  rest.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc() || end != rest.data() + rest.size()) return std::nullopt;
  return number;
}

}  // namespace trigate::api
