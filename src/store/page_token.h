// Opaque page and resume tokens: where a query goes on, sealed so that a client can neither read
// nor make one, and bound to the query, so that the token of another one is refused.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/store/field_cipher.h"
#include "trigate/store/scope.h"

namespace trigate::store {

/// Where a page ended: the values of up to three key columns.
struct Cursor {
  std::array<std::int64_t, 3> key{};
  bool operator==(const Cursor&) const = default;
};

/// Identifies a query: its kind and everything that decides which rows it gives, in which order.
class QueryIdentity {
 public:
  explicit QueryIdentity(std::string_view kind) { Add(kind); }
  QueryIdentity& Add(std::string_view part);
  QueryIdentity& Add(std::int64_t part) { return Add(std::string_view(std::to_string(part))); }
  QueryIdentity& Add(const Scope& scope);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;  ///< parts with their lengths, so that no two queries read alike
};

/// URL-safe base64.
Result<std::string> MakeToken(const QueryIdentity& query, const Cursor& cursor,
                              const FieldCipher& cipher);
/// Nothing for an empty token. kInvalidArgument on `field` for anything but a token of this query.
Result<std::optional<Cursor>> ReadToken(std::string_view token, const char* field,
                                        const QueryIdentity& query, const FieldCipher& cipher);

/// `requested` 0 gives `fallback`. kInvalidArgument on page_size outside 0 to 1,000.
Result<int> PageSize(std::int32_t requested, int fallback);

}  // namespace trigate::store
