#include "trigate/crypto/key_ring.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "crypto/hkdf.h"
#include "crypto/private_file.h"
#include "trigate/crypto/digest.h"

namespace trigate::crypto {
namespace {

constexpr std::string_view kDerivation = "trigate/1/";  // part of every subkey: never change it
constexpr std::string_view kFingerprintPurpose = "fingerprint";

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

struct Line {
  KeyId id;
  SecretKey key;
};

/// One line that is neither blank nor a comment. Messages never quote key material.
Result<Line> ParseLine(std::string_view line) {
  const std::size_t blank = line.find_first_of(" \t");
  const std::string_view number = line.substr(0, blank);
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), id);
  if (error != std::errc() || end != number.data() + number.size() || id == 0) {
    return InvalidArgument("must start with a key id from 1 to 4294967295");
  }
  const std::string_view hex = blank == std::string_view::npos ? "" : Trim(line.substr(blank));
  if (hex.size() != SecretKey::kBytes * 2) {
    return InvalidArgument("key " + std::to_string(id) + " must have 64 hexadecimal digits, not " +
                           std::to_string(hex.size()) + " characters");
  }
  Result<std::string> bytes = FromHex(hex);
  if (!bytes.ok()) return bytes.status().WithContext("key " + std::to_string(id));
  Result<SecretKey> key = SecretKey::FromBytes(*bytes);
  Wipe(*bytes);
  if (!key.ok()) return key.status();
  if (std::ranges::all_of(key->bytes(), [&](auto b) { return b == key->bytes()[0]; })) {
    return InvalidArgument("key " + std::to_string(id) + " is one byte repeated, not a random key");
  }
  return Line{KeyId{id}, std::move(*key)};
}

}  // namespace

std::string ToString(KeyId id) { return std::to_string(static_cast<std::uint32_t>(id)); }

Result<KeyRing> KeyRing::Parse(std::string_view text, std::string_view source) {
  std::map<KeyId, SecretKey> keys;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = Trim(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    const std::string where = std::string(source) + ":" + std::to_string(number);
    Result<Line> parsed = ParseLine(line);
    if (!parsed.ok()) return parsed.status().WithContext(where);
    const bool reused = std::ranges::any_of(keys, [&](const auto& entry) {
      return ConstantTimeEquals(entry.second.text(), parsed->key.text());
    });
    if (keys.contains(parsed->id)) {
      return InvalidArgument(where + ": key " + ToString(parsed->id) + " is there twice");
    }
    if (reused) {
      return InvalidArgument(where + ": key " + ToString(parsed->id) + " repeats an earlier key");
    }
    keys.emplace(parsed->id, std::move(parsed->key));
    if (keys.size() > kKeysMax) {
      return InvalidArgument(where + ": more than " + std::to_string(kKeysMax) + " keys");
    }
  }
  if (keys.empty()) return InvalidArgument(std::string(source) + ": there is no key in it");
  return KeyRing(std::move(keys));
}

Result<KeyRing> KeyRing::Load(const std::string& path) {
  Result<std::string> text = ReadWholeFile(path, kFileBytesMax, /*owner_only=*/true);
  if (!text.ok()) return text.status().WithContext("key file");
  Result<KeyRing> ring = Parse(*text, path);
  Wipe(*text);
  return ring;
}

Status KeyRing::Generate(const std::string& path) {
  TRIGATE_ASSIGN_OR_RETURN(const SecretKey key, SecretKey::Random());
  std::string hex = ToHex(key.bytes());
  std::string text =
      "# Trigate master keys: <id> <64 hexadecimal digits>. The highest id seals, all ids open.\n"
      "# To rotate, append a line with the next id and 32 random bytes (openssl rand -hex 32).\n"
      "# Without this file nothing that Trigate stored can be read. Back it up, apart from the "
      "data.\n"
      "1 " +
      hex + "\n";
  const Status status = CreateFileOnce(path, text, 0600);
  Wipe(hex);
  Wipe(text);
  return status.WithContext("key file");
}

std::vector<KeyId> KeyRing::ids() const {
  std::vector<KeyId> ids;
  ids.reserve(keys_.size());
  for (const auto& [id, key] : keys_) ids.push_back(id);
  return ids;
}

Result<SecretKey> KeyRing::Subkey(KeyId id, std::string_view purpose) const {
  const auto found = keys_.find(id);
  if (found == keys_.end()) {
    return FailedPrecondition("master key " + ToString(id) + " is not in the key file");
  }
  std::string derived(SecretKey::kBytes, '\0');
  const std::span out(reinterpret_cast<std::uint8_t*>(derived.data()), derived.size());
  const Status status =
      HkdfSha256(found->second.text(), {}, std::string(kDerivation).append(purpose), out);
  if (!status.ok()) return status;
  Result<SecretKey> key = SecretKey::FromBytes(derived);
  Wipe(derived);
  return key;
}

Result<std::uint64_t> KeyRing::Fingerprint(KeyId id) const {
  TRIGATE_ASSIGN_OR_RETURN(const SecretKey key, Subkey(id, kFingerprintPurpose));
  std::uint64_t fingerprint = 0;
  for (const std::uint8_t byte : key.bytes().first<8>()) fingerprint = fingerprint << 8 | byte;
  return fingerprint;
}

}  // namespace trigate::crypto
