// From a PolicySource to a Policy: lists become one automaton, conditions one rule set.

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "policy/expression_place.h"
#include "policy/policy_data.h"
#include "policy/policy_source.h"
#include "trigate/cel/env.h"
#include "trigate/crypto/digest.h"
#include "trigate/model/lexicon.h"
#include "trigate/policy/vocabulary.h"

namespace trigate::policy {
namespace {

class Compiler {
 public:
  Compiler(std::string_view text, const PolicySource& source, PolicyFaults* faults)
      : text_(text), source_(source), faults_(faults), data_(std::make_unique<Policy::Data>()) {}

  std::unique_ptr<Policy::Data> Run() {
    data_->version = source_.version;
    data_->text = std::string(text_);
    data_->digest = crypto::ToHex(crypto::Sha256Of(text_));
    data_->score = source_.score;
    data_->gates = source_.gates;
    data_->retention = source_.retention;
    data_->flag_from = source_.flag_from;
    CompileLists();
    if (MakeEnvironment()) CompileRules();
    return faults_->any_error() ? nullptr : std::move(data_);
  }

 private:
  void CompileLists();
  void AddLexicon(const ListSource& list, std::uint8_t index);
  void AddOwnTerms(const ListSource& list, std::uint8_t index);
  bool MakeEnvironment();
  void CompileRules();
  void CompileStrength(const RuleSource& source, Rule& rule);
  void SetTriggers(std::size_t index, const cel::Reads& reads);
  void Report(const RuleSource& rule, const yaml::Located& expression,
              const std::vector<cel::Diagnostic>& diagnostics);

  std::string_view text_;
  const PolicySource& source_;
  PolicyFaults* faults_;
  std::unique_ptr<Policy::Data> data_;
  std::shared_ptr<const cel::Env> env_;
};

void Compiler::AddLexicon(const ListSource& list, std::uint8_t index) {
  if (!list.lexicon.given()) return;
  const auto lexicon = model::ParseLexiconId(list.lexicon.text);
  if (!lexicon || *lexicon == model::LexiconId::kUnspecified) {
    faults_->Add(list.lexicon.line, list.lexicon.column, "",
                 "there is no lexicon '" + list.lexicon.text + "'");
    return;
  }
  std::vector<int> groups;
  for (const yaml::Located& group : list.groups) {
    int number = 0;
    const char* end = group.text.data() + group.text.size();
    const auto parsed = std::from_chars(group.text.data(), end, number);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
      faults_->Add(group.line, group.column, "", "'groups' must hold numbers");
      return;
    }
    groups.push_back(number);
  }
  const std::size_t before = data_->terms.size();
  for (const model::LexiconEntry& entry : model::Entries(*lexicon)) {
    if (!groups.empty() && std::find(groups.begin(), groups.end(), entry.group) == groups.end()) {
      continue;
    }
    if (entry.kind == model::TermKind::kAmbiguous && !list.ambiguous) continue;
    data_->terms.push_back(entry);
    data_->list_of_term.push_back(index);
  }
  if (data_->terms.size() == before) {
    faults_->Add(list.lexicon.line, list.lexicon.column, "",
                 "the list takes no term from " + list.lexicon.text);
  }
}

void Compiler::AddOwnTerms(const ListSource& list, std::uint8_t index) {
  std::string exceptions;
  for (const yaml::Located& exception : list.exceptions) {
    if (!exceptions.empty()) exceptions.push_back('|');
    exceptions.append(exception.text);
  }
  const std::string& kept = data_->own_texts.emplace_back(std::move(exceptions));
  for (const yaml::Located& term : list.terms) {
    model::LexiconEntry entry;
    entry.term = entry.name = data_->own_texts.emplace_back(term.text);
    entry.source = data_->version;
    // An exception belongs to the terms that it contains; the matcher refuses any other.
    if (kept.find(term.text) != std::string::npos) entry.exceptions = kept;
    data_->terms.push_back(entry);
    data_->list_of_term.push_back(index);
  }
}

void Compiler::CompileLists() {
  std::vector<cel::RecordField> fields;
  for (std::size_t i = 0; i < source_.lists.size() && i < kListsMax; ++i) {
    const ListSource& list = source_.lists[i];
    data_->lists.push_back(list.id.text);
    AddLexicon(list, static_cast<std::uint8_t>(i));
    AddOwnTerms(list, static_cast<std::uint8_t>(i));
    fields.push_back({list.id.text, cel::Type::Bool(), static_cast<std::uint32_t>(i),
                      "a declared name, nature or the remark contains a term of the list"});
  }
  const std::span<const model::LexiconEntry> all(data_->terms);
  auto matcher = model::TermMatcher::Build({&all, 1}, {.ambiguous = true, .cas = true});
  if (matcher.ok()) {
    data_->matcher.emplace(std::move(matcher).value());
  } else {
    faults_->Add(0, 0, "", "lists: " + matcher.status().message());
  }
  auto listed = cel::RecordType::Create("trigate.listed", std::move(fields));
  if (listed.ok()) {
    data_->listed_type = std::move(listed).value();
  } else {
    faults_->Add(0, 0, "", "lists: " + listed.status().message());
  }
}

bool Compiler::MakeEnvironment() {
  if (data_->listed_type == nullptr) return false;
  cel::EnvBuilder builder;
  builder.AddLibrary(cel::Library::kStrings)
      .AddLibrary(cel::Library::kMath)
      .AddLibrary(cel::Library::kLists)
      .AddLibrary(cel::Library::kSets)
      .AddLibrary(cel::Library::kBindings)
      .AddLibrary(cel::Library::kOptionals);
  for (std::size_t i = 0; i < kRecordCount; ++i) {
    const auto record = static_cast<Record>(i);
    builder.AddRecordVariable(RecordName(record), record == Record::kListed
                                                      ? data_->listed_type
                                                      : RecordTypeOf(record));
  }
  auto env = builder.Build();
  if (!env.ok()) {
    faults_->Add(0, 0, "", "environment: " + env.status().ToString());
    return false;
  }
  env_ = std::move(env).value();
  return true;
}

void Compiler::Report(const RuleSource& rule, const yaml::Located& expression,
                      const std::vector<cel::Diagnostic>& diagnostics) {
  for (const cel::Diagnostic& diagnostic : diagnostics) {
    faults_->Add(InFile(text_, faults_->file(), rule.id.text, expression, diagnostic));
  }
}

void Compiler::CompileStrength(const RuleSource& source, Rule& rule) {
  if (!source.strength.given()) return;
  cel::CompileResult compiled = cel::Compile(
      env_, source.strength.text, {.check = true, .macros = true, .expected = cel::Type::Double()});
  Report(source, source.strength, compiled.diagnostics);
  rule.strength = std::move(compiled.program);
}

void Compiler::CompileRules() {
  std::vector<cel::RuleSource> sources;
  for (const RuleSource& rule : source_.rules) {
    sources.push_back({rule.id.text, rule.condition.text});
  }
  cel::RuleSetResult compiled = cel::RuleSet::Compile(env_, sources);
  for (const auto& of_rule : compiled.diagnostics) {
    const RuleSource& rule = source_.rules[of_rule.rule];
    Report(rule, rule.condition, of_rule.diagnostics);
  }
  data_->rules.reserve(source_.rules.size());
  for (const RuleSource& source : source_.rules) {
    data_->rules.push_back(source.rule);
    CompileStrength(source, data_->rules.back());
  }
  if (compiled.rules == nullptr || source_.rules.size() > kRulesMax) return;
  data_->rule_set = std::move(compiled.rules);
  for (std::size_t i = 0; i < source_.rules.size(); ++i) {
    SetTriggers(i, data_->rule_set->program(i).reads());
  }
}

/// Without `on:` a rule runs on the kinds of event whose records it reads.
void Compiler::SetTriggers(std::size_t index, const cel::Reads& reads) {
  const RuleSource& source = source_.rules[index];
  for (const Trigger trigger : source.on) {
    data_->rules_on[static_cast<std::size_t>(trigger)].Add(index);
  }
  if (!source.on.empty()) return;
  bool any = false;
  for (const cel::Reads::Field& field : reads.fields) {
    auto record = static_cast<Record>(field.record);
    if (record == Record::kListed) record = Record::kAccepted;
    if (record < Record::kAccepted) continue;
    const std::size_t kind = field.record == static_cast<std::uint32_t>(Record::kListed)
                                 ? 0
                                 : field.record - static_cast<std::uint32_t>(Record::kAccepted);
    data_->rules_on[kind].Add(index);
    any = true;
  }
  if (any) return;
  faults_->Add(source.id.line, source.id.column, source.id.text,
               "the rule reads no event, so it must say on what it runs: on: [accepted, …]");
}

}  // namespace

Policy::Policy(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Policy::~Policy() = default;
const std::string& Policy::version() const { return data_->version; }
const std::string& Policy::digest() const { return data_->digest; }
const std::string& Policy::text() const { return data_->text; }
std::span<const Rule> Policy::rules() const { return data_->rules; }
const ScoreModel& Policy::score() const { return data_->score; }
const GateParameters& Policy::gates() const { return data_->gates; }
const Retention& Policy::retention() const { return data_->retention; }
std::span<const std::string> Policy::lists() const { return data_->lists; }
model::Action Policy::flag_from() const { return data_->flag_from; }
const cel::RuleSet& Policy::rule_set() const { return *data_->rule_set; }
const RuleBits& Policy::rules_on(Trigger trigger) const {
  return data_->rules_on[static_cast<std::size_t>(trigger)];
}

std::uint64_t Policy::MatchLists(std::string_view folded, std::chrono::sys_days day) const {
  std::uint64_t hits = 0;
  data_->matcher->ForEach(folded, [&](const model::TermHit& hit) {
    if (!model::IsInForce(*hit.entry, day)) return;
    const auto term = static_cast<std::size_t>(hit.entry - data_->terms.data());
    hits |= std::uint64_t{1} << data_->list_of_term[term];
  });
  return hits;
}

std::string PolicyDiagnostic::ToString() const {
  std::string out = file;
  if (line != 0) out += ":" + std::to_string(line) + ":" + std::to_string(column);
  out += warning ? ": warning: " : ": error: ";
  if (!rule_id.empty()) out += "rule " + rule_id + ": ";
  out += message + "\n";
  return out + excerpt;
}

namespace {

LoadResult LoadText(std::string_view text, std::string_view file, bool recorded) {
  LoadResult result;
  PolicyFaults faults(std::string(file), recorded, &result.diagnostics);
  const PolicySource source = ReadSource(text, &faults);
  std::unique_ptr<Policy::Data> data = Compiler(text, source, &faults).Run();
  if (data != nullptr) result.policy = std::make_shared<const Policy>(std::move(data));
  std::stable_sort(result.diagnostics.begin(), result.diagnostics.end(),
                   [](const PolicyDiagnostic& a, const PolicyDiagnostic& b) {
                     return std::pair(a.line, a.column) < std::pair(b.line, b.column);
                   });
  return result;
}

}  // namespace

LoadResult Load(std::string_view text, std::string_view file) {
  return LoadText(text, file, false);
}
LoadResult LoadRecorded(std::string_view text, std::string_view file) {
  return LoadText(text, file, true);
}

}  // namespace trigate::policy
