#include "store/flag_drivers.h"

#include <algorithm>

#include "store/filter/fields.h"
#include "store/filter/filter_sql.h"
#include "store/scope_sql.h"

namespace trigate::store {
namespace {

constexpr int kNoDriver = -1;

bool IsPersonal(FlagField field) { return SpecOf(field).type == FieldType::kPersonal; }

/// Rank of a test as a driver. The order was chosen for a province's flags over five years: a phone
/// leaves a handful of them, a hub 1/500, a carrier 1/10.
int RankOf(const Test& test) {
  const bool equal = test.op == CompareOp::kEqual;
  if (IsPersonal(test.field)) return 0;
  switch (test.field) {
    case FlagField::kWaybillNumber:
      return equal ? 1 : kNoDriver;
    case FlagField::kRule:
      return equal ? 2 : kNoDriver;
    case FlagField::kHub:
      return equal ? 3 : kNoDriver;
    case FlagField::kRegion:
      if (!equal || test.number < 100) return kNoDriver;
      return test.number < 10'000 ? 8 : 4;
    case FlagField::kFlagTime:
      return test.op == CompareOp::kNotEqual ? kNoDriver : 5;
    case FlagField::kUpdateTime:
      return test.op == CompareOp::kNotEqual ? kNoDriver : 6;
    case FlagField::kAction:
      return test.op == CompareOp::kNotEqual ? kNoDriver : 7;
    case FlagField::kScore:
      return test.op == CompareOp::kNotEqual ? kNoDriver : 9;
    case FlagField::kPeakScore:
      return test.op == CompareOp::kNotEqual ? kNoDriver : 10;
    case FlagField::kCarrier:
      return equal ? 11 : kNoDriver;
    default:
      return kNoDriver;
  }
}

/// Ranges of one column narrow each other and make one driver; equalities stand alone.
bool Joins(const Test& a, const Test& b) { return a.field == b.field && SpecOf(a.field).ordered; }

void Add(const Test& test, std::vector<Driver>* drivers) {
  const int rank = RankOf(test);
  if (rank == kNoDriver) return;
  for (Driver& driver : *drivers) {
    if (Joins(driver.tests.front(), test)) {
      driver.tests.push_back(test);
      return;
    }
  }
  drivers->push_back({{test}, rank, 0});
}

Test Equal(FlagField field, std::int64_t number, std::string text) {
  Test test;
  test.field = field;
  test.number = number;
  test.text = std::move(text);
  return test;
}

/// Whether an index lists the flags of `driver` in order of `key`: see migration 0001_flags.
bool IsWalkable(const Driver& driver, SortKey key) {
  const Test& test = driver.tests.front();
  if (driver.tests.size() != 1 || test.op != CompareOp::kEqual || test.prefix) return false;
  switch (test.field) {
    case FlagField::kHub:
    case FlagField::kRegion:
      return key == SortKey::kFlagTime || key == SortKey::kScore;
    case FlagField::kRule:
    case FlagField::kAction:
    case FlagField::kCarrier:
      return key == SortKey::kFlagTime;
    default:
      return false;
  }
}

FlagField FieldOf(SortKey key) {
  switch (key) {
    case SortKey::kUpdateTime:
      return FlagField::kUpdateTime;
    case SortKey::kScore:
      return FlagField::kScore;
    case SortKey::kPeakScore:
      return FlagField::kPeakScore;
    default:
      return FlagField::kFlagTime;
  }
}

/// The rows of trigate.findings r or trigate.blind_index b that name the driver's flags.
void AppendEntries(const Test& test, const FieldCipher& cipher, SqlText& sql) {
  if (test.field == FlagField::kRule) {
    sql.Append("trigate.findings r WHERE r.rule_id");
    if (test.prefix) {
      // What begins with a text lies between it and the text with a last character above all.
      sql.Append(" >= ").Text(test.text).Append(" AND r.rule_id < ").Text(test.text + "\U0010FFFF");
    } else {
      sql.Append(" = ").Text(test.text);
    }
    return;
  }
  const FieldSpec& spec = SpecOf(test.field);
  sql.Append("trigate.blind_index b WHERE b.hash = ").Bytes(cipher.Index(spec.link, test.text));
  sql.Append(" AND b.kind IN (").Append(spec.index_kinds).Append(")");
}

void AppendTests(const Driver& driver, const FieldCipher& cipher, SqlText& sql) {
  for (std::size_t i = 0; i < driver.tests.size(); ++i) {
    if (i > 0) sql.Append(" AND ");
    AppendTest(driver.tests[i], cipher, sql);
  }
}

}  // namespace

std::vector<Driver> FindDrivers(const std::optional<Condition>& filter, const Scope& scope) {
  std::vector<Driver> drivers;
  if (filter && filter->kind == Condition::Kind::kTest) Add(filter->test, &drivers);
  if (filter && filter->kind == Condition::Kind::kAnd) {
    for (const Condition& child : filter->children) {
      if (child.kind == Condition::Kind::kTest) Add(child.test, &drivers);
    }
  }
  if (!scope.hub.empty()) Add(Equal(FlagField::kHub, 0, scope.hub), &drivers);
  if (!scope.carrier.empty()) Add(Equal(FlagField::kCarrier, 0, scope.carrier), &drivers);
  if (!scope.all_regions && scope.regions.size() == 1) {
    Add(Equal(FlagField::kRegion, TrimmedRegion(scope.regions.front()), ""), &drivers);
  }
  std::stable_sort(drivers.begin(), drivers.end(),
                   [](const Driver& a, const Driver& b) { return a.rank < b.rank; });
  return drivers;
}

const Driver* WalkableDriver(const std::vector<Driver>& drivers, const FlagOrder& order) {
  for (const Driver& driver : drivers) {
    if (IsWalkable(driver, order.key)) return &driver;
  }
  return nullptr;
}

std::vector<Test> BoundsOf(const std::vector<Driver>& drivers, const FlagOrder& order) {
  for (const Driver& driver : drivers) {
    if (order.key != SortKey::kPosition && driver.tests.front().field == FieldOf(order.key)) {
      return driver.tests;
    }
  }
  return {};
}

bool HasEntries(const Driver& driver) {
  const FlagField field = driver.tests.front().field;
  return field == FlagField::kRule || IsPersonal(field);
}

void AppendDriverFlags(const Driver& driver, const FieldCipher& cipher, SqlText& sql) {
  // OFFSET 0 keeps the planner from merging the parts: a join it could reorder would now and then
  // become a scan of all flags.
  const Test& test = driver.tests.front();
  if (!HasEntries(driver)) {
    sql.Append("(SELECT f.* FROM trigate.flags f WHERE ");
    AppendTests(driver, cipher, sql);
    sql.Append(" OFFSET 0) f");
    return;
  }
  sql.Append(test.field == FlagField::kRule ? "(SELECT DISTINCT r.flag_id FROM "
                                            : "(SELECT DISTINCT b.flag_id FROM ");
  AppendEntries(test, cipher, sql);
  sql.Append(
      " OFFSET 0) e CROSS JOIN LATERAL (SELECT f.* FROM trigate.flags f"
      " WHERE f.flag_id = e.flag_id OFFSET 0) f");
}

void AppendDriverProbe(const Driver& driver, const FieldCipher& cipher, SqlText& sql) {
  sql.Append("SELECT 1 FROM ");
  if (HasEntries(driver)) return AppendEntries(driver.tests.front(), cipher, sql);
  sql.Append("trigate.flags f WHERE ");
  AppendTests(driver, cipher, sql);
}

}  // namespace trigate::store
