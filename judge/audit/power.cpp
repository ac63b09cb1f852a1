#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "catalog/text.hpp"
#include "judge/audit/judges.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::judge {
namespace {

double watts(const Claim& claim) { return claim.unit == "kW" ? 1e3 : 1; }

/// Claims of watts around this one, within so many lines.
std::vector<const Claim*> power_near(const AuditContext& context, const Claim& claim, double lines) {
  return context.others(claim, [&](const Claim& other) {
    return other.kind == "power" && (other.unit == "W" || other.unit == "kW") && other.has_number() &&
           lines_apart(claim, other) <= lines;
  });
}

/// The rows of a sum: power claims on lines that follow each other up to that of the whole machine.
struct Sum {
  const Claim* total = nullptr;
  double parts_w = 0;
  int rows = 0;
  bool has_claim = false;
};
Sum sum_around(const AuditContext& context, const Claim& claim) {
  constexpr double kLongestList = 12;
  std::vector<const Claim*> rows = power_near(context, claim, kLongestList);
  rows.push_back(&claim);
  std::sort(rows.begin(), rows.end(), [](const Claim* a, const Claim* b) { return a->line_no < b->line_no; });
  Sum sum;
  const Claim* before = nullptr;
  for (const Claim* row : rows) {
    if (before == nullptr || row->line_no - before->line_no != 1) {
      sum = {};
    }
    before = row;
    const NamedMachine m = context.machine(*row);
    if (m.is_system()) {
      sum.total = row;
      if (sum.rows >= 2 && (sum.has_claim || row == &claim)) {
        return sum;
      }
      sum = {};
      continue;
    }
    sum.parts_w += row->middle() * watts(*row);
    sum.rows += 1;
    sum.has_claim = sum.has_claim || row == &claim;
  }
  return {};
}

/// Output of the supply over what the socket gives: a share that the guide states near by.
const Claim* before_losses(const AuditContext& context, const Claim& claim, double& efficiency) {
  const auto shares =
      context.beside(claim, [](const Claim& other) { return other.kind == "power" && other.unit == "%"; });
  if (shares.empty()) {
    return nullptr;
  }
  efficiency = shares.front()->middle() / 100;
  for (const Claim* other : power_near(context, claim, 4)) {
    if (other->device == claim.device &&
        touches(claim, other->low / efficiency, other->high / efficiency, 0.01)) {
      return other;
    }
  }
  return nullptr;
}

/// The power of the devices alone, in watts.
double devices_w(const NamedMachine& m) {
  return m.part != nullptr ? m.part->tdp_w * m.parts : model::kUnknown;
}

/// A machine around its devices draws 1.05 to 2.1 x their power: fans, processor, memory, losses of the supply.
Judgement judge_whole(const Claim& claim, const NamedMachine& m) {
  constexpr double kLeastRatio = 1.0;
  constexpr double kMostRatio = 2.2;
  constexpr double kSmallHost_w = 450;
  const double cards = devices_w(m);
  const double scale = watts(claim);
  const double ratio = claim.middle() * scale / cards;
  const std::string why = fmt::format(
      "{}: up to {:.0f} W; claimed for the whole machine is {:.2f} x that", machine_text(m), cards, ratio);
  const bool fits = ratio <= kMostRatio || claim.middle() * scale - cards <= kSmallHost_w;
  return ratio >= kLeastRatio && fits ? plausible(why, cards / scale) : suspect(why, cards / scale);
}

/// A chip that is sold in machines alone, which bear its name or are listed with its figure: the machine draws more than
/// it, up to what its supply gives: 240 W around the 140 W of a DGX Spark (NVIDIA, DGX Spark User Guide).
/// Nothing: the claim is of the chip, or of more than such supplies give.
std::optional<Judgement> around_chip(const Claim& claim, const NamedMachine& m) {
  constexpr double kSupplyRatio = 2.0;
  const bool of_machine = m.parts <= 1 && model::unified_memory(*m.part) && m.part->tdp_w > 0 &&
                          (!m.is_system() || !(m.named->tdp_w > m.part->tdp_w));
  const double scale = watts(claim);
  const double rated = m.part->tdp_w, most = kSupplyRatio * rated;
  if (!of_machine || claim.method == "rated" || claim.middle() * scale <= rated ||
      claim.high * scale > most) {
    return std::nullopt;
  }
  return plausible(fmt::format("{} is specified for {:.0f} W; a machine around it draws more, up to {:.0f} W",
                               m.part->slug,
                               rated,
                               most),
                   model::kUnknown,
                   most / scale);
}

Judgement judge_rated(const Claim& claim, const NamedMachine& m) {
  constexpr double kRounding = 0.15;
  const double rated = m.named->tdp_w;
  const double scale = watts(claim);
  const double cards = devices_w(m);
  const std::string why = fmt::format("rated {:.4g} kW; {} alone draw {:.4g} kW; claimed {} {}",
                                      rated / 1e3,
                                      machine_text(m),
                                      cards / 1e3,
                                      claimed_text(claim),
                                      claim.unit);
  if (claim.low * scale <= rated * (1 + kRounding) && claim.high * scale >= rated * (1 - kRounding)) {
    return plausible(why, rated / scale);
  }
  constexpr double kIdleShare = 0.1;
  const double share = claim.middle() * scale / rated;
  if (claim.unit == "W" && share < 1 && share >= kIdleShare) {  // ratings of such machines are told in kW
    return plausible(fmt::format("{:.0f} % of the rated power, under part load: {}", 100 * share, why),
                     rated / scale);
  }
  return wrong_spec(why, rated / scale, cards / scale);
}

/// Other figures of the guide for this card, below its specified power: a cap.
bool is_capped(const AuditContext& context, const Claim& claim, const NamedMachine& m) {
  return !context
              .others(claim,
                      [&](const Claim& o) {
                        return o.kind == "power" && o.device == claim.device &&
                               !model::is_one_of(o.method, {"supply", "rated"}) &&
                               o.high * watts(o) < 0.98 * m.part->tdp_w;
                      })
              .empty();
}

/// A supply feeds all of its cards.
Judgement judge_supply(const AuditContext& context, const Claim& claim, const NamedMachine& m) {
  const double all = m.part->tdp_w * m.parts;
  const std::string why = fmt::format("{}: up to {:.0f} W", machine_text(m), all);
  const bool feeds = claim.high * watts(claim) >= all || is_capped(context, claim, m);
  return feeds ? plausible(why, model::kUnknown, all / watts(claim))
               : wrong_spec("a supply below its cards: " + why, model::kUnknown, all / watts(claim));
}

/// More than one card draws and less than all of them. A share that was measured needs no cause: cards of a layer split
/// work by turns. A rating does not lie below the sum of its parts, and where nothing is said, a cap is missing.
Judgement judge_below_sum(const AuditContext& context, const Claim& claim, const NamedMachine& m) {
  constexpr double kRounding = 0.9;
  const double each = claim.middle() * watts(claim);
  const double all = m.part->tdp_w * m.parts;
  const std::string why =
      fmt::format("{:.0f} % of {:.0f} x {:.0f} W = {:.0f} W", 100 * each / all, m.parts, m.part->tdp_w, all);
  const auto machine_beside = context.beside(claim, [&](const Claim& o) {
    return o.unit == claim.unit && o.device == claim.device && o.low > claim.high;
  });
  if (claim.method == "rated" || !machine_beside.empty()) {
    return wrong_spec("not the sum of its cards: " + why, all / watts(claim));
  }
  if (model::is_one_of(claim.method, {"measured", "capped"}) || claim.kind == "measured" ||
      is_capped(context, claim, m) || each > kRounding * all) {
    return plausible(why, all / watts(claim));
  }
  return suspect(why + "; no cap is stated, nor that it was measured", all / watts(claim));
}

Judgement judge_card(const AuditContext& context, const Claim& claim, const NamedMachine& m) {
  const double rated = m.part->tdp_w;
  const double each = claim.middle() * watts(claim);
  const double all = rated * m.parts;
  constexpr double kRounding = 0.03;
  const std::string specified = fmt::format("{} is specified for {:.0f} W", m.part->slug, rated);
  const auto rounds_to = [&](double w) { return std::fabs(each / w - 1) <= kRounding; };
  if (claim.method == "supply") {
    return judge_supply(context, claim, m);
  }
  if (rounds_to(rated) || rounds_to(all)) {
    return plausible(
        rounds_to(rated) ? specified : fmt::format("{:.0f} x {:.0f} W = {:.0f} W", m.parts, rated, all),
        all / watts(claim));
  }
  constexpr double kFastestMode = 2;  // "7-25 W configurable"
  if (claim.low * watts(claim) < rated && claim.high * watts(claim) >= (1 - kRounding) * rated &&
      claim.high * watts(claim) <= kFastestMode * rated) {
    return plausible(specified + ", a mode in this range", all / watts(claim));
  }
  for (const char* edition : {"-maxq", "-server"}) {  // of which the name says nothing
    const model::Device* other = context.device(std::string(m.part->slug) + edition);
    if (m.parts <= 1 && other != nullptr && rounds_to(other->tdp_w)) {
      return plausible(fmt::format("{} is specified for {:.0f} W", other->slug, other->tdp_w),
                       other->tdp_w / watts(claim));
    }
  }
  if (claim.method == "rated" && each < all) {
    // Sources give one card several ratings, and makers of laptops choose theirs.
    const bool of_laptops =
        catalog::contains(m.part->slug, "laptop") || catalog::contains(m.part->slug, "max-q");
    const double variants = of_laptops ? 0.35 : 0.85;
    return m.parts > 1               ? judge_below_sum(context, claim, m)
           : each < variants * rated ? suspect(specified, rated / watts(claim))
                                     : plausible(specified, rated / watts(claim));
  }
  if (each < rated) {
    constexpr double kIdleShare = 0.02;
    const std::string why =
        fmt::format("{}: {:.0f} % of it, idle, under part load or capped", specified, 100 * each / rated);
    return each >= kIdleShare * rated ? plausible(why, rated / watts(claim))
                                      : suspect(why, rated / watts(claim));
  }
  // Boards of GeForce partners are sold with higher limits than the reference design.
  constexpr double kPartnerBoards = 1.3;
  if (m.part->name.find("GeForce") != std::string_view::npos && each <= kPartnerBoards * rated) {
    return plausible(fmt::format("{}; partners' boards go to {:.1f} x", specified, kPartnerBoards),
                     rated / watts(claim));
  }
  if (each < all) {
    return judge_below_sum(context, claim, m);
  }
  const auto card_beside = context.beside(claim, [&](const Claim& other) {
    return other.unit == claim.unit && other.device == claim.device && other.high < claim.low;
  });
  const bool drawn = claim.method == "measured" && m.part->kind == model::DeviceKind::gpu;  // at the wall
  const bool whole_machine = m.parts > 1 || !card_beside.empty() || drawn;
  if (whole_machine && m.part->kind != model::DeviceKind::cpu) {
    return judge_whole(claim, m);
  }
  return wrong_spec(specified, rated / watts(claim));
}

/// Watts of nothing in particular: what a socket gives, or a part of a sum.
Judgement judge_unnamed(const Claim& claim) {
  const double w = claim.middle() * watts(claim);
  for (const double volts : {120.0, 230.0, 240.0}) {
    for (const double amperes : {10.0, 15.0, 16.0, 20.0, 30.0, 32.0, 50.0, 60.0}) {
      for (const double share : {1.0, 0.8}) {
        if (std::fabs(w / (volts * amperes * share) - 1) < 0.005) {
          return plausible(
              fmt::format("{:.0f} V x {:.0f} A{} = {:.0f} W", volts, amperes, share < 1 ? " x 80 %" : "", w),
              w);
        }
      }
    }
  }
  return unverifiable("no device is named: whose power this is, is not known");
}

}  // namespace

Judgement judge_power(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  const Sum sum = sum_around(context, claim);
  if (sum.total != nullptr) {
    const double total = sum.total->middle() * watts(*sum.total);
    const bool holds = std::fabs(sum.parts_w / total - 1) < 0.02;
    const std::string why =
        fmt::format("{} parts sum to {:.4g} W, the machine is given {:.4g} W", sum.rows, sum.parts_w, total);
    if (sum.total == &claim || m.part == nullptr) {
      return holds ? plausible(why, &claim == sum.total ? sum.parts_w : model::kUnknown)
                   : wrong_spec(why, &claim == sum.total ? sum.parts_w : model::kUnknown);
    }
  }
  double efficiency = 1;
  if (const Claim* output = before_losses(context, claim, efficiency)) {
    return plausible(fmt::format("{} W / {:.2f} = {:.4g} W at the socket",
                                 claimed_text(*output),
                                 efficiency,
                                 output->middle() / efficiency),
                     output->middle() / efficiency);
  }
  if (m.part == nullptr) {
    return judge_unnamed(claim);
  }
  if (const auto machine = around_chip(claim, m)) return *machine;
  if (m.is_system() && m.named->tdp_w > 0) {
    return judge_rated(claim, m);
  }
  if (m.part->tdp_w > 0) {
    return judge_card(context, claim, m);
  }
  // Chips without a published figure: notebooks to workstations with unified memory.
  constexpr double kLeast_w = 3;
  constexpr double kMost_w = 400;
  const std::string why = fmt::format("the power of {} is not published; such chips draw {:.0f} to {:.0f} W",
                                      m.part->slug,
                                      kLeast_w,
                                      kMost_w);
  return touches(claim, kLeast_w / watts(claim), kMost_w / watts(claim), 0) ? plausible(why) : suspect(why);
}

Judgement judge_power_share(const AuditContext& context, const Claim& claim) {
  const auto watts_beside =
      context.beside(claim, [](const Claim& other) { return other.unit == "W" && other.kind == "power"; });
  for (const Claim* socket : watts_beside) {
    for (const Claim* output : power_near(context, claim, 4)) {
      if (output->device == socket->device && output->middle() < socket->middle()) {
        const double share = 100 * output->middle() / socket->middle();
        if (std::fabs(share - claim.middle()) < 0.6) {
          constexpr double kTitanium = 96.5;  // best of 80 Plus at half load
          const std::string why =
              fmt::format("{} W / {} W = {:.3g} %", claimed_text(*output), claimed_text(*socket), share);
          return claim.middle() <= kTitanium ? plausible(why + ", what good supplies reach", share)
                                             : suspect(why + ", above the best supplies", share);
        }
      }
    }
  }
  return unverifiable("a share of power; of what, is not said");
}

}  // namespace tokroof::judge
