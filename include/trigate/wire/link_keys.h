// Which values link parcels, and in which form they are indexed.
//
// Everybody who computes a blind index of a phone, a document or an address (the decoder, the
// watch list, filters, stored flags) takes the value from here, or equal people have different
// keys. The arguments are normalised as each function says (trigate/model/text.h); an empty
// answer means "links nobody": nothing recorded, a placeholder, a privacy number, everybody's
// service number.
//
// Threads: pure functions.  Allocation: none.  Lifetime: the answers are views into the arguments.

#pragma once

#include <string_view>

#include "trigate/crypto/blind_index.h"
#include "trigate/model/event.h"

namespace trigate::wire {

/// For kKindPhone; `phone` is what NormalizePhone gives.
std::string_view LinkablePhone(std::string_view phone);
/// For kKindDocument; `number` is what NormalizeDocumentNumber gives.
std::string_view LinkableDocument(std::string_view number);
/// For kKindAddress; `address` is what NormalizeAddress gives, not the form that is shown. The
/// address alone, without the region: streets of different towns share names, so whoever counts
/// links combines the key with the region.
std::string_view LinkableAddress(std::string_view address);

/// Key of an answer of the functions above; 0 when it is empty.
model::LinkKey LinkKeyOf(const crypto::BlindIndex& index, std::string_view kind,
                         std::string_view linkable);

}  // namespace trigate::wire
