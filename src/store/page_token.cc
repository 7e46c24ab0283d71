#include "store/page_token.h"

#include <algorithm>

namespace trigate::store {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int kPageSizeMax = 1'000;
constexpr std::size_t kTokenBytesMax = 512;

/// RFC 4648 section 5, without padding.
std::string ToBase64Url(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    count += 8;
    while (count >= 6) {
      count -= 6;
      out.push_back(kAlphabet[(bits >> count) & 63]);
    }
  }
  if (count > 0) out.push_back(kAlphabet[(bits << (6 - count)) & 63]);
  return out;
}

std::optional<std::string> FromBase64Url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out.push_back(static_cast<char>((bits >> count) & 255));
    }
  }
  return out;
}

/// Eight bytes a value, big-endian.
std::string CursorBytes(const Cursor& cursor) {
  std::string bytes;
  for (const std::int64_t value : cursor.key) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>((static_cast<std::uint64_t>(value) >> shift) & 255));
    }
  }
  return bytes;
}

std::optional<Cursor> CursorFrom(std::string_view bytes) {
  Cursor cursor;
  if (bytes.size() != cursor.key.size() * 8) return std::nullopt;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto& value = cursor.key[i / 8];
    value = static_cast<std::int64_t>((static_cast<std::uint64_t>(value) << 8) |
                                      static_cast<unsigned char>(bytes[i]));
  }
  return cursor;
}

}  // namespace

QueryIdentity& QueryIdentity::Add(std::string_view part) {
  text_.append(std::to_string(part.size())).append(":").append(part);
  return *this;
}

QueryIdentity& QueryIdentity::Add(const Scope& scope) {
  Add(std::int64_t{scope.all_regions});
  std::vector<std::int32_t> regions =
      scope.all_regions ? std::vector<std::int32_t>() : scope.regions;
  std::sort(regions.begin(), regions.end());
  Add(static_cast<std::int64_t>(regions.size()));
  for (const std::int32_t region : regions) Add(std::int64_t{region});
  return Add(scope.carrier).Add(scope.hub);
}

Result<std::string> MakeToken(const QueryIdentity& query, const Cursor& cursor,
                              const FieldCipher& cipher) {
  TRIGATE_ASSIGN_OR_RETURN(const std::string sealed,
                           cipher.SealToken(query.text(), CursorBytes(cursor)));
  return ToBase64Url(sealed);
}

Result<std::optional<Cursor>> ReadToken(std::string_view token, const char* field,
                                        const QueryIdentity& query, const FieldCipher& cipher) {
  if (token.empty()) return std::optional<Cursor>();
  const auto refuse = [&] {
    return InvalidField(field, "is no token of this query; start again without one");
  };
  if (token.size() > kTokenBytesMax) return refuse();
  const auto sealed = FromBase64Url(token);
  if (!sealed) return refuse();
  const auto bytes = cipher.OpenToken(query.text(), *sealed);
  if (!bytes.ok()) return refuse();
  const auto cursor = CursorFrom(*bytes);
  if (!cursor) return refuse();
  return cursor;
}

Result<int> PageSize(std::int32_t requested, int fallback) {
  if (requested < 0 || requested > kPageSizeMax) {
    return InvalidField("page_size", std::to_string(requested) + " is outside 0 to " +
                                         std::to_string(kPageSizeMax));
  }
  return requested == 0 ? fallback : requested;
}

}  // namespace trigate::store
