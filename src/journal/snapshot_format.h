// The file format of a snapshot.
//
//   file    := header frame* last_frame
//   header  := magic:8 position:u64be key_size:u32be wrapped_key
//   frame   := size:u32be ciphertext:size tag:16           size 1 to kFrameBytes; the clear content
//   last    := u32be(kLastFlag | 40) ciphertext:40 tag:16  its clear: content_bytes:u64be sha256:32
//   content := meta_size:u32be meta bytes…                 what the frames carry, cut anywhere
//   sha256  := SHA-256(position:u64be content)
//
// Each file has its own random key, wrapped by the key ring's "journal" subkey with the position as
// associated data. Frames are sealed with AES-256-GCM; nonce = frame number, counted from 0, which
// cannot repeat because the key seals one file in one pass and is then forgotten. Associated data =
// SHA-256 of the header, and the size word: so frames cannot be dropped, swapped, or taken from
// another file, and a file that is cut lacks its last frame.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "journal/bytes.h"
#include "trigate/crypto/digest.h"
#include "trigate/journal/journal.h"

namespace trigate::journal {

inline constexpr std::string_view kSnapshotMagic = "TGSNAP\x00\x01";
static_assert(sizeof("TGSNAP\x00\x01") == 9);
inline constexpr std::size_t kFrameBytes = 1 << 20;
inline constexpr std::uint32_t kLastFlag = 0x8000'0000;
inline constexpr std::size_t kTrailerBytes = 8 + crypto::kDigestBytes;
inline constexpr std::size_t kWrappedKeyBytesMax = 1'024;
/// Stream number in the nonces; a snapshot's key has no other stream.
inline constexpr std::uint32_t kSnapshotStream = 1;

inline std::string SnapshotHeader(Position position, std::string_view wrapped_key) {
  std::string header(kSnapshotMagic);
  AppendInt(header, position);
  AppendInt(header, static_cast<std::uint32_t>(wrapped_key.size()));
  return header.append(wrapped_key);
}

/// Associated data of the wrapped key.
inline std::string SnapshotKeyPlace(Position position) {
  return "snapshot/" + std::to_string(position);
}

/// Associated data of a frame.
inline std::string FrameAad(const crypto::Digest& header_digest, std::uint32_t size_word) {
  std::string aad(crypto::AsText(header_digest));
  AppendInt(aad, size_word);
  return aad;
}

}  // namespace trigate::journal
