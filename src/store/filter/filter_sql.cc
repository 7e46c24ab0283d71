#include "store/filter/filter_sql.h"

#include "store/filter/fields.h"

namespace trigate::store {
namespace {

const char* OperatorText(CompareOp op) {
  switch (op) {
    case CompareOp::kNotEqual:
      return " <> ";
    case CompareOp::kLess:
      return " < ";
    case CompareOp::kLessEqual:
      return " <= ";
    case CompareOp::kGreater:
      return " > ";
    case CompareOp::kGreaterEqual:
      return " >= ";
    default:
      return " = ";
  }
}

/// LIKE pattern for "begins with".
std::string PrefixPattern(const std::string& prefix) {
  std::string pattern;
  for (const char c : prefix) {
    if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
    pattern.push_back(c);
  }
  pattern.push_back('%');
  return pattern;
}

void AppendText(const char* column, const Test& test, SqlText& sql) {
  const bool negated = test.op == CompareOp::kNotEqual;
  if (test.prefix) {
    sql.Append(column).Append(negated ? " NOT LIKE " : " LIKE ").Text(PrefixPattern(test.text));
  } else {
    sql.Append(column).Append(negated ? " <> " : " = ").Text(test.text);
  }
}

void AppendRegion(const Test& test, SqlText& sql) {
  sql.Append(test.number >= 10'000 ? "f.region_code"
             : test.number >= 100  ? "f.prefecture"
                                   : "f.prefecture / 100");
  sql.Append(OperatorText(test.op)).Int(test.number, "integer");
}

/// A scalar sub-select, not EXISTS: the planner would turn that into a join with everything that
/// matches, which is unbounded; this is one index probe per flag looked at.
void AppendRule(const Test& test, SqlText& sql) {
  if (test.op == CompareOp::kNotEqual) sql.Append("NOT ");
  sql.Append("coalesce((SELECT true FROM trigate.findings r WHERE r.flag_id = f.flag_id");
  if (test.op != CompareOp::kPresent) {
    Test positive = test;
    positive.op = CompareOp::kEqual;
    sql.Append(" AND ");
    AppendText("r.rule_id", positive, sql);
  }
  sql.Append(" LIMIT 1), false)");
}

void AppendPersonal(const FieldSpec& spec, const Test& test, const FieldCipher& cipher,
                    SqlText& sql) {
  sql.Append("coalesce((SELECT true FROM trigate.blind_index b WHERE b.hash = ")
      .Bytes(cipher.Index(spec.link, test.text))
      .Append(" AND b.flag_id = f.flag_id AND b.kind IN (")
      .Append(spec.index_kinds)
      .Append(") LIMIT 1), false)");
}

}  // namespace

void AppendTest(const Test& test, const FieldCipher& cipher, SqlText& sql) {
  const FieldSpec& spec = SpecOf(test.field);
  switch (spec.type) {
    case FieldType::kEnum:
    case FieldType::kScore:
      sql.Append(spec.column).Append(OperatorText(test.op)).Int(test.number, "smallint");
      break;
    case FieldType::kGate:
      sql.Append(spec.column).Append(" & ").Int(std::int64_t{1} << test.number, "smallint");
      sql.Append(test.op == CompareOp::kNotEqual ? " = 0" : " <> 0");
      break;
    case FieldType::kRegion:
      AppendRegion(test, sql);
      break;
    case FieldType::kCode:
      AppendText(spec.column, test, sql);
      break;
    case FieldType::kTime:
      sql.Append(spec.column);
      if (test.op == CompareOp::kPresent) {
        sql.Append(" IS NOT NULL");
      } else {
        sql.Append(OperatorText(test.op)).Time(test.time);
      }
      break;
    case FieldType::kRule:
      AppendRule(test, sql);
      break;
    case FieldType::kPersonal:
      AppendPersonal(spec, test, cipher, sql);
      break;
  }
}

void AppendBound(const Test& test, const char* alias, SqlText& sql) {
  const FieldSpec& spec = SpecOf(test.field);
  sql.Append(alias).Append(spec.column + 2).Append(OperatorText(test.op));  // without "f."
  if (spec.type == FieldType::kTime) {
    sql.Time(test.time);
  } else {
    sql.Int(test.number, "smallint");
  }
}

void AppendCondition(const Condition& condition, const FieldCipher& cipher, SqlText& sql) {
  if (condition.kind == Condition::Kind::kTest) {
    AppendTest(condition.test, cipher, sql);
    return;
  }
  sql.Append("(");
  for (std::size_t i = 0; i < condition.children.size(); ++i) {
    if (i > 0) sql.Append(condition.kind == Condition::Kind::kOr ? " OR " : " AND ");
    AppendCondition(condition.children[i], cipher, sql);
  }
  sql.Append(condition.kind == Condition::Kind::kNot ? ") IS NOT TRUE" : ")");
}

}  // namespace trigate::store
