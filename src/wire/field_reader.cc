#include "wire/field_reader.h"

namespace trigate::wire {
namespace {

constexpr std::uint32_t kVarint = 0;
constexpr std::uint32_t kFixed64 = 1;
constexpr std::uint32_t kDelimited = 2;
constexpr std::uint32_t kGroupStart = 3;
constexpr std::uint32_t kGroupEnd = 4;
constexpr std::uint32_t kFixed32 = 5;

constexpr int kTagBytesMax = 5;
constexpr int kVarintBytesMax = 10;

}  // namespace

std::string_view DescribeFault(WireFault fault) {
  switch (fault) {
    case WireFault::kNone:
      return "is well formed";
    case WireFault::kCutOff:
      return "is cut off: it announces more bytes than follow";
    case WireFault::kTag:
      return "holds a protobuf tag with field number 0 or of more than 5 bytes";
    case WireFault::kVarint:
      return "holds a number of more than 10 bytes";
    case WireFault::kSize:
      return "announces a size of 2^31 bytes or more";
    case WireFault::kWireType:
      return "holds a field of wire type 6 or 7, which protobuf does not have";
    case WireFault::kGroup:
      return "holds a protobuf group that does not open and close in pairs";
    case WireFault::kDepth:
      return "is nested more than 100 levels deep";
    case WireFault::kUtf8:
      return "is not valid UTF-8; send text as UTF-8";
  }
  return "is malformed";
}

void FieldReader::Locate(std::string_view name, std::int64_t index) {
  std::string path(name);
  if (index >= 0) path.append("[").append(std::to_string(index)).append("]");
  if (!error_->path.empty()) path.append(".").append(error_->path);
  error_->path = std::move(path);
}

bool FieldReader::ReadLongTag(std::uint32_t* out) {
  std::uint32_t value = 0;
  for (int i = 0; i < kTagBytesMax; ++i) {
    if (cursor_ == end_) return Fail(WireFault::kCutOff);
    const auto byte = static_cast<std::uint8_t>(*cursor_++);
    value |= static_cast<std::uint32_t>(byte & 0x7F) << (7 * i);  // bits beyond 32 are dropped
    if (byte < 0x80) {
      *out = value;
      return true;
    }
  }
  return Fail(WireFault::kTag);
}

bool FieldReader::ReadLongVarint(std::uint64_t* out) {
  std::uint64_t value = 0;
  for (int i = 0; i < kVarintBytesMax; ++i) {
    if (cursor_ == end_) return Fail(WireFault::kCutOff);
    const auto byte = static_cast<std::uint8_t>(*cursor_++);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      *out = value;
      return true;
    }
  }
  return Fail(WireFault::kVarint);
}

bool FieldReader::ReadLongSize(std::size_t* out) {
  std::uint64_t size = 0;
  for (int i = 0;; ++i) {
    if (cursor_ == end_) return Fail(WireFault::kCutOff);
    const auto byte = static_cast<std::uint8_t>(*cursor_++);
    size |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80 && i < kTagBytesMax - 1) break;
    if (i == kTagBytesMax - 1) {
      if (byte >= 8) return Fail(WireFault::kSize);
      break;
    }
  }
  if (static_cast<std::size_t>(end_ - cursor_) < size) return Fail(WireFault::kCutOff);
  *out = static_cast<std::size_t>(size);
  return true;
}

bool FieldReader::SkipScalar(std::uint32_t type) {
  std::uint64_t ignored = 0;
  std::size_t size = 0;
  switch (type) {
    case kVarint:
      return ReadVarint(&ignored);
    case kFixed64:
      return SkipBytes(8);
    case kDelimited:
      return ReadSize(&size) && SkipBytes(size);
    case kFixed32:
      return SkipBytes(4);
    default:
      return Fail(WireFault::kWireType);
  }
}

bool FieldReader::SkipGroup() {
  // Field numbers of the groups that are open; their depth counts like that of messages.
  std::array<std::uint32_t, kDepthMax> open;
  int depth = 0;
  std::uint32_t tag = tag_;
  for (;;) {
    if ((tag & 7) == kGroupStart) {
      if (depth == depth_left_) return Fail(WireFault::kDepth);
      open[static_cast<std::size_t>(depth++)] = tag >> 3;
    } else if ((tag & 7) == kGroupEnd) {
      if (open[static_cast<std::size_t>(depth - 1)] != tag >> 3) return Fail(WireFault::kGroup);
      if (--depth == 0) return true;
    } else if (!SkipScalar(tag & 7)) {
      return false;
    }
    if (cursor_ == end_) return Fail(WireFault::kGroup);
    if (!ReadTag(&tag)) return false;
    if (tag >> 3 == 0) return Fail(WireFault::kTag);
  }
}

void FieldReader::Skip() {
  if ((tag_ & 7) == kGroupStart) {
    SkipGroup();
  } else {
    SkipScalar(tag_ & 7);
  }
}

}  // namespace trigate::wire
