#include <algorithm>
#include <limits>
#include <utility>

#include "store/filter/checker.h"
#include "store/flag_order.h"
#include "store/flag_rows.h"
#include "store/flag_scan.h"
#include "store/page_token.h"
#include "store/pool.h"
#include "trigate/store/flag_queries.h"

namespace trigate::store {
namespace {

constexpr int kDefaultPage = 50;

std::vector<FlagView*> Pointers(std::vector<FlagView>& views) {
  std::vector<FlagView*> pointers;
  for (FlagView& view : views) pointers.push_back(&view);
  return pointers;
}

std::int64_t AppliedPosition(Session& session) {
  const Rows rows = session.Run("SELECT position FROM trigate.sink_position");
  return rows.empty() ? 0 : rows.Int(0, 0);
}

/// After every change through `position`, before every later one.
Cursor EndOf(std::int64_t position) {
  return Cursor{{position, std::numeric_limits<std::int64_t>::max(), 0}};
}

}  // namespace

Status CheckFlagFilter(std::string_view filter) {
  const auto compiled = CompileFilter(filter);
  return compiled.ok() ? OkStatus() : compiled.status();
}

Result<FlagPage> FlagQueries::ListFlags(const Scope& scope, const ListFlagsQuery& query) {
  TRIGATE_ASSIGN_OR_RETURN(const auto filter, CompileFilter(query.filter));
  TRIGATE_ASSIGN_OR_RETURN(const FlagOrder order, ParseFlagOrder(query.order_by));
  TRIGATE_ASSIGN_OR_RETURN(const int page_size, PageSize(query.page_size, kDefaultPage));
  QueryIdentity identity("flags");
  identity.Add(scope).Add(query.filter).Add(static_cast<std::int64_t>(order.key));
  identity.Add(std::int64_t{order.descending});
  TRIGATE_ASSIGN_OR_RETURN(const auto after,
                           ReadToken(query.page_token, "page_token", identity, cipher_));
  // One more than the page tells whether there is a next one.
  const FlagScan scan{scope, filter, order, after, page_size + 1};
  std::optional<Cursor> resume;
  TRIGATE_ASSIGN_OR_RETURN(
      FlagPage page, RunFor<FlagPage>(database_.pool(), {.read_only = true, .one_snapshot = true},
                                      [&](Session& session, FlagPage& out) {
                                        FlagScanResult found = ScanFlags(session, cipher_, clock_,
                                                                         limits_.page_budget, scan);
                                        out.flags = std::move(found.views);
                                        resume = found.resume;
                                        if (static_cast<int>(out.flags.size()) > page_size) {
                                          out.flags.pop_back();
                                          resume = CursorOf(out.flags.back().flag, order);
                                        }
                                        LoadFindings(session, Pointers(out.flags));
                                        return OkStatus();
                                      }));
  if (resume) {
    TRIGATE_ASSIGN_OR_RETURN(page.next_page_token, MakeToken(identity, *resume, cipher_));
  }
  return page;
}

Result<FlagChanges> FlagQueries::ListFlagChanges(const Scope& scope, std::string_view filter_text,
                                                 std::string_view resume_token,
                                                 std::int32_t limit) {
  TRIGATE_ASSIGN_OR_RETURN(const auto filter, CompileFilter(filter_text));
  TRIGATE_ASSIGN_OR_RETURN(const int wanted, PageSize(limit, kDefaultPage));
  QueryIdentity identity("flag_changes");
  identity.Add(scope).Add(filter_text);
  TRIGATE_ASSIGN_OR_RETURN(const auto after,
                           ReadToken(resume_token, "resume_token", identity, cipher_));
  const FlagOrder order{SortKey::kPosition, false};
  const FlagScan scan{scope, filter, order, after, wanted, /*may_gather=*/false};
  std::vector<FlagView> views;
  Cursor resume;
  bool more = false;
  Status status = database_.pool().Run(
      {.read_only = true, .one_snapshot = true}, [&](Session& session) -> Status {
        views.clear();
        more = false;
        resume = EndOf(AppliedPosition(session));
        if (!after) return OkStatus();
        FlagScanResult found = ScanFlags(session, cipher_, clock_, limits_.page_budget, scan);
        views = std::move(found.views);
        more = found.resume.has_value();
        // A database that was restored is behind the token for a while: never go back.
        resume = more ? *found.resume : Cursor{std::max(resume.key, after->key)};
        LoadFindings(session, Pointers(views));
        return OkStatus();
      });
  TRIGATE_RETURN_IF_ERROR(status);
  FlagChanges changes;
  changes.more = more;
  TRIGATE_ASSIGN_OR_RETURN(changes.resume_token, MakeToken(identity, resume, cipher_));
  for (FlagView& view : views) {
    TRIGATE_ASSIGN_OR_RETURN(std::string token,
                             MakeToken(identity, CursorOf(view.flag, order), cipher_));
    changes.changes.push_back({std::move(view), std::move(token)});
  }
  return changes;
}

}  // namespace trigate::store
