#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/resolve.hpp"
#include "judge/audit/claim.hpp"
#include "predict/fitted.hpp"

namespace tokroof::judge {

/// What a claim is about: the device or machine it names, taken apart. Null: not named, or not known.
struct NamedMachine {
  const model::Device* named = nullptr;  ///< the entry of that name
  const model::Device* part = nullptr;   ///< the card or chip inside a system; else the same
  double parts = 1;                      ///< how many of it: of a system its own count, else the claim's
  [[nodiscard]] bool is_system() const { return named != part; }
};

/// The facts, and the other claims of the table: what a guide says elsewhere is what a claim of it rests on.
class AuditContext {
 public:
  AuditContext(const catalog::Catalog& catalog, const predict::Fitted& fitted, std::span<const Claim> claims)
      : catalog_(catalog), fitted_(fitted), claims_(claims) {}

  [[nodiscard]] const catalog::Catalog& catalog() const { return catalog_; }
  [[nodiscard]] const predict::Fitted& fitted() const { return fitted_; }
  [[nodiscard]] std::span<const Claim> claims() const { return claims_; }

  [[nodiscard]] const model::Device* device(std::string_view name) const;
  [[nodiscard]] NamedMachine machine(const Claim& claim) const;
  /// By slug, by any alias, or for "generic-<n>b" the dense model of the nearest size.
  [[nodiscard]] const model::Architecture* model(std::string_view name) const;

  using Test = std::function<bool(const Claim&)>;
  /// The other claims of the same guide that pass the test, in the table's order.
  [[nodiscard]] std::vector<const Claim*> others(const Claim& claim, const Test& test) const;
  /// Those among them that stand on the same line of the guide.
  [[nodiscard]] std::vector<const Claim*> beside(const Claim& claim, const Test& test) const;

 private:
  const catalog::Catalog& catalog_;
  const predict::Fitted& fitted_;
  std::span<const Claim> claims_;
};

/// Whether both stand in one passage of a page, or on one line of one guide; a table without lines has none.
bool same_line(const Claim& a, const Claim& b);
/// Lines between them; infinite where unknown.
double lines_apart(const Claim& a, const Claim& b);
/// The same device or, for a card, the machine that is built around it (and the reverse).
bool same_hardware(const AuditContext& context, const Claim& a, const Claim& b);

/// Words that guides use for a machine or a rented card that they do not describe.
bool generic_machine(std::string_view device);

/// "40 to 50", "12".
std::string claimed_text(const Claim& claim);
/// "2 x rtx-4090".
std::string machine_text(const NamedMachine& machine);

/// Whether the claimed range touches [low, high], each widened by `tolerance`.
bool touches(const Claim& claim, double low, double high, double tolerance);

/// A judgement for claims whose device or model has no entry; empty: both are known or not named.
std::string unknown_names(const AuditContext& context, const Claim& claim);

}  // namespace tokroof::judge
