#include "trigate/store/retention.h"

#include "store/pool.h"

namespace trigate::store {

Result<std::vector<std::string>> Retention::DropDeadLettersBefore(SystemTime time) {
  const std::string first_kept = FormatRfc3339(time).substr(0, 10);
  return RunFor<std::vector<std::string>>(
      database_.pool(), {}, [&](Session& session, std::vector<std::string>& dropped) {
        const Rows rows = session.Query(
            "SELECT day FROM unnest(trigate.drop_dead_letter_days($1::date)) AS day ORDER BY day",
            Params().Text(first_kept));
        for (int i = 0; i < rows.size(); ++i) dropped.emplace_back(rows.Text(i, 0));
        return OkStatus();
      });
}

}  // namespace trigate::store
