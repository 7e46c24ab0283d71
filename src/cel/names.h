// Names: what is an identifier, and in which order a name is looked up in a container.
//
// Source: language definition, "Name Resolution".  Threads: pure functions.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trigate::cel {

/// [_a-zA-Z][_a-zA-Z0-9]* and none of true, false, null, in: what may follow a dot.
bool IsSelector(std::string_view name);
/// A selector that is no reserved word: what may stand alone.
bool IsIdentifier(std::string_view name);
/// Words joined by dots. A keyword passes: a host may declare `null`, and the literal still wins.
bool IsQualifiedName(std::string_view name);

/// In container "a.b", x is looked up as a.b.x, a.x, x; ".x" only as x.
std::vector<std::string> CandidateNames(std::string_view container, std::string_view name);

/// The candidate nearest to `wrong` by edit distance, if it is near enough to be what was meant;
/// else empty. A swap of neighbours counts as one edit.
std::string NearestName(std::string_view wrong, const std::vector<std::string>& candidates);
/// " (did you mean 'x'?)" or nothing.
std::string DidYouMean(std::string_view wrong, const std::vector<std::string>& candidates);

}  // namespace trigate::cel
