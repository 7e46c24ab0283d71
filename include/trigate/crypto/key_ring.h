// Master keys with numbers, and the keys derived from them for one purpose each.
//
// What: the key file is text, one key a line, "<id> <64 hexadecimal digits>", "#" starts a comment.
//   The highest id is current: it writes. Every id in the file reads. To rotate, append a line with
//   a higher id and restart; remove an old line only when nothing is sealed under it any more.
//   Master keys never touch data: Subkey() derives by HKDF-SHA256 (RFC 5869) a key bound to a
//   purpose, so a leak of one purpose's key tells nothing about another's.
// Threads: immutable after Load; any.
// Ownership: holds its keys and wipes them; share it by const reference or shared_ptr.
// Failure: kInvalidArgument naming file and line for a malformed file; kFailedPrecondition for a
//   file that others may read, and for an id that is not in the ring; kNotFound for no file.
// Limits: kKeysMax keys; ids 1 to 4,294,967,295.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/status.h"
#include "trigate/crypto/secret_key.h"

namespace trigate::crypto {

/// Number of a master key, as in the key file. Stored beside everything sealed under it.
enum class KeyId : std::uint32_t {};
/// "7"
std::string ToString(KeyId id);

/// Purposes in use. A purpose is part of the key: never rename one.
inline constexpr std::string_view kPurposeJournal = "journal";
inline constexpr std::string_view kPurposePersonalData = "personal-data";
inline constexpr std::string_view kPurposeBlindIndex = "blind-index";
inline constexpr std::string_view kPurposePageToken = "page-token";

class KeyRing {
 public:
  static constexpr std::size_t kKeysMax = 1'000;
  static constexpr std::size_t kFileBytesMax = 1 << 20;

  /// Reads a key file. It must be a regular file that only its owner may access (mode & 077 == 0).
  static Result<KeyRing> Load(const std::string& path);
  /// Reads the text of a key file; `source` names it in messages.
  static Result<KeyRing> Parse(std::string_view text, std::string_view source);
  /// Creates a key file with one random key, id 1, mode 0600, durable on return.
  /// Fails: kAlreadyExists when the file exists; it is never overwritten.
  static Status Generate(const std::string& path);

  KeyRing(KeyRing&&) = default;
  KeyRing& operator=(KeyRing&&) = default;

  /// The id that new data is sealed under: the highest.
  [[nodiscard]] KeyId current_id() const { return keys_.rbegin()->first; }
  /// The lowest id: what blind indexes are keyed with, so that rotation does not break equality.
  [[nodiscard]] KeyId oldest_id() const { return keys_.begin()->first; }
  /// Ascending.
  [[nodiscard]] std::vector<KeyId> ids() const;
  [[nodiscard]] bool Has(KeyId id) const { return keys_.contains(id); }

  /// The key of `id` for `purpose`. Fails: kFailedPrecondition naming an id that is not in the
  /// ring.
  Result<SecretKey> Subkey(KeyId id, std::string_view purpose) const;
  /// Eight bytes that tell two keys apart and nothing else about them: stored beside what a key
  /// sealed, so that a wrong key under the right number is named as such and not as corruption.
  Result<std::uint64_t> Fingerprint(KeyId id) const;

 private:
  explicit KeyRing(std::map<KeyId, SecretKey> keys) : keys_(std::move(keys)) {}

  std::map<KeyId, SecretKey> keys_;  ///< never empty
};

}  // namespace trigate::crypto
