#include "predict/economics.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/host.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "model/rates.hpp"

namespace tokroof::predict {
namespace {

/// The value as stated, or the default, which is then listed.
double stated_or(Request& request, double stated, const char* name, double otherwise) {
  if (!std::isnan(stated)) {
    return stated;
  }
  if (std::isfinite(otherwise)) {
    request.assume(name, otherwise);
  }
  return otherwise;
}

/// The machine that was asked for by name; null: devices were.
const model::Device* machine_named(const catalog::Catalog& catalog, const std::string& asked) {
  const model::Device* own = catalog.find_device(asked);
  const model::Device* device =
      own != nullptr ? own : catalog.find_device(catalog.names().device(asked).slug);
  return device != nullptr && device->kind == model::DeviceKind::system ? device : nullptr;
}

/// How many of the named machine a prediction is for.
double machines(const model::Scenario& s, const model::Device& machine) {
  const double parts = machine.part_count > 0 ? machine.part_count : 1;
  return s.replicas * std::max(s.n_devices / parts, 1.0);
}

bool host_works(const model::Scenario& s) {
  const bool card =
      s.device.kind == model::DeviceKind::gpu || s.device.kind == model::DeviceKind::accelerator;
  return (s.cpu_only && card) || s.experts_on_host || !s.overrides.empty() || s.layers_on_gpu >= 0;
}

/// What a machine draws beside its devices.
double usual_host_w(const catalog::Catalog& catalog,
                    const model::Scenario& s,
                    const Request& request,
                    const model::Device* machine) {
  if (machine != nullptr && machine->tdp_w > 0 && s.device.tdp_w > 0) {
    return std::max(machines(s, *machine) * machine->tdp_w - s.n_devices * s.replicas * s.device.tdp_w, 0.0);
  }
  if (model::unified_memory(s.device)) {
    return 0;
  }
  if (s.device.kind == model::DeviceKind::cpu) {
    return kCpuBoardW;
  }
  const model::Device* host = host_works(s) ? catalog.find_device(request.run.host_device) : nullptr;
  return host != nullptr ? host->tdp_w + kCpuBoardW : kDesktopHostW;
}

Power power_of(const catalog::Catalog& catalog,
               const Prediction& p,
               Request& request,
               const model::Device* machine,
               const CostQuestion& q) {
  const model::Scenario& s = p.scenario;
  Power power;
  power.draw = p.draw;
  const double devices = s.n_devices * s.replicas;
  // Rounded to be listed, but to no more than what devices draw that only wait while the host works.
  const double waiting =
      std::fmin(std::round(model::kIdleShare * power.draw.limit_w / devices), power.draw.watts / devices);
  const double known = s.device.system_idle_w;
  if (power.draw.whole_machine) {  // a wall figure holds the host and the power supply
    power.idle_w = devices * stated_or(request, q.idle_power_w, "idle_power_w", known > 0 ? known : waiting);
    power.host_w = std::isnan(q.host_power_w) ? 0 : q.host_power_w;
    power.psu_efficiency = 1;
  } else {
    power.idle_w = devices * stated_or(request, q.idle_power_w, "idle_power_w", waiting);
    const double host = usual_host_w(catalog, s, request, machine);
    power.host_w = stated_or(request, q.host_power_w, "host_power_w", host);
    power.psu_efficiency = stated_or(request, q.psu_efficiency, "psu_efficiency", kUsualPsuEfficiency);
  }
  power.system_w = power.wall_w(power.draw.watts);
  power.system_idle_w = power.wall_w(power.idle_w);
  const bool bound_host = std::isnan(q.host_power_w) && (machine != nullptr || host_works(s));
  power.system_is_bound = power.draw.kind == model::DrawKind::upper_bound || bound_host;
  return power;
}

/// What a device costs, and what that price is.
struct Price {
  double usd = model::kUnknown;
  std::string is;
};

/// As stated, else as sold in its cheapest condition, else at launch.
Price price_of_one(const catalog::Catalog& catalog, std::string_view name, const CostQuestion& q) {
  if (const auto stated = q.prices_usd.find(name); stated != q.prices_usd.end()) {
    return {stated->second, "stated"};
  }
  const model::Device* device = catalog.find_device(name);
  if (device == nullptr) {
    return {};
  }
  if (const catalog::StreetPrice* street = catalog.street_price(device->slug)) {
    return {std::round(street->middle_usd()), fmt::format("{}, {}", street->condition, street->date)};
  }
  if (!(device->msrp_usd > 0)) {
    return {};
  }
  return {device->msrp_usd,
          device->year > 0 ? fmt::format("at launch, {:.0f}", device->year) : std::string("at launch")};
}

/// Price of the devices, or of the machine where one was named.
Price usual_price(const catalog::Catalog& catalog,
                  const model::Scenario& s,
                  const model::Device* machine,
                  const CostQuestion& q) {
  if (machine != nullptr) {
    Price price = price_of_one(catalog, machine->slug, q);
    price.usd *= machines(s, *machine);
    return price;
  }
  const std::string_view names = s.device_name;  // joined by '+' where they differ, each once per card
  Price sum{0, ""};
  double count = 0;
  for (std::size_t begin = 0; begin <= names.size(); ++count) {
    const std::size_t end = std::min(names.find('+', begin), names.size());
    const Price one = price_of_one(catalog, names.substr(begin, end - begin), q);
    sum.usd += one.usd;
    if (sum.is.find(one.is) == std::string::npos) {
      sum.is += (sum.is.empty() ? "" : "; ") + one.is;
    }
    begin = end + 1;
  }
  sum.usd *= s.n_devices / count * s.replicas * catalog::processors_of(s);
  return std::isfinite(sum.usd) ? sum : Price{};
}

model::Prices prices_of(Request& request, const Price& usual, const CostQuestion& q) {
  model::Prices prices;
  const double devices = stated_or(request, q.price_usd, "price_usd", usual.usd);
  prices.purchase_usd = devices + stated_or(request, q.host_price_usd, "host_price_usd", 0);
  prices.rent_usd_per_h = q.rent_usd_per_h;
  prices.usd_per_kwh = stated_or(request, q.usd_per_kwh, "usd_per_kwh", kUsualUsdPerKwh);
  prices.hours_per_day = stated_or(request, q.hours_per_day, "hours_per_day", kUsualHoursPerDay);
  const double rest = 24 - prices.hours_per_day;
  prices.idle_hours_per_day = stated_or(request, q.idle_hours_per_day, "idle_hours_per_day", rest);
  if (prices.idle_hours_per_day > rest) {
    throw catalog::InputError("usage",
                              fmt::format("{:g} hours of work and {:g} of waiting are more than a day",
                                          prices.hours_per_day,
                                          prices.idle_hours_per_day),
                              "--idle-hours-per-day");
  }
  prices.amortize_years = stated_or(request, q.amortize_years, "amortize_years", kUsualYears);
  return prices;
}

/// The same model and workload elsewhere; empty: it cannot be done there.
std::optional<Prediction> predicted_on(const catalog::Catalog& catalog,
                                       const Fitted& fitted,
                                       const Request& request,
                                       const std::string& device) {
  catalog::Question question;
  const catalog::Run& run = request.run;
  catalog::Run& other = question.run;
  other.device = device;
  other.model = run.model;
  other.quant = run.quant;
  other.kv_type = run.kv_type;
  other.n_prompt = run.n_prompt;
  other.n_gen = run.n_gen;
  other.depth = run.depth;
  other.concurrency = run.concurrency;
  other.engine = run.engine;
  other.engine_date = run.engine_date;
  try {
    return predict(catalog, fitted, complete(catalog, fitted, question).run).prediction;
  } catch (const catalog::InputError& error) {
    if (error.kind == "unknown-name") {
      throw;
    }
    question.run.engine.clear();  // this engine does not run there: the usual one does
    return predict(catalog, fitted, complete(catalog, fitted, question).run).prediction;
  }
}

Payback payback_of(const catalog::Catalog& catalog,
                   const Fitted& fitted,
                   const Economics& e,
                   const Request& request,
                   const CostQuestion& q) {
  Payback out;
  out.rented_device = q.rented_device;
  out.rented_usd_per_h = q.rented_usd_per_h;
  out.rented_tps = e.tps;
  if (!q.rented_device.empty()) {
    const auto rented = predicted_on(catalog, fitted, request, q.rented_device);
    if (!rented) {
      throw catalog::InputError("usage",
                                fmt::format("{} cannot run this: nothing to compare with", q.rented_device),
                                "--rented-device");
    }
    out.rented_tps = aggregate_tps(*rented);
    const model::Device* device = catalog.find_device(q.rented_device);
    if (std::isnan(out.rented_usd_per_h) && device != nullptr) {
      out.rented_usd_per_h = device->rent_usd_per_h;
    }
    if (std::isnan(out.rented_usd_per_h)) {
      throw catalog::InputError(
          "usage",
          fmt::format("the rent of {} is not known: --rented-usd-per-h says it", q.rented_device),
          "--rented-device");
    }
  }
  out.hours = model::payback_hours(
      e.prices.purchase_usd, e.hour.electricity_usd, out.rented_usd_per_h, e.tps / out.rented_tps);
  out.days = out.hours / e.prices.hours_per_day;
  return out;
}

double stream_rate(const catalog::Catalog& catalog,
                   const Fitted& fitted,
                   const Prediction& p,
                   const Request& request) {
  if (p.scenario.concurrency <= 1) {
    return p.decode.tps();
  }
  catalog::Run alone = request.run;
  alone.concurrency = 1;
  const PredictionOutcome outcome = predict(catalog, fitted, alone);
  return outcome.prediction ? outcome.prediction->decode.tps() : model::kUnknown;
}

}  // namespace

void set_rate(Economics& e, double tps) {
  e.tps = tps;
  e.electricity_usd_per_million_tokens =
      e.joules_per_token() * 1e6 / model::kJoulesPerKwh * e.prices.usd_per_kwh;
  e.usd_per_million_tokens = model::usd_per_million_tokens(e.hour.total_usd, e.tps);
}

CostLaw cost_law(const Economics& machine) {
  const auto hour = [&](double watts) {
    return model::hourly_cost(machine.prices, machine.power.wall_w(watts), machine.power.system_idle_w);
  };
  constexpr double kFar = 1000;  // what electricity costs is proportional to the draw
  const model::HourlyCost undrawn = hour(0);
  const double usd = undrawn.electricity_usd, far_usd = hour(kFar).electricity_usd;
  return {undrawn.total_usd, std::isnan(usd) ? 0 : (far_usd - usd) / kFar};
}

Economics economics(const catalog::Catalog& catalog,
                    const Fitted& fitted,
                    const Prediction& p,
                    Request& request,
                    const std::string& asked_device,
                    const CostQuestion& question,
                    bool alone) {
  const model::Device* machine = machine_named(catalog, asked_device);
  Economics e;
  e.power = power_of(catalog, p, request, machine, question);
  const Price usual = usual_price(catalog, p.scenario, machine, question);
  e.prices = prices_of(request, usual, question);
  e.price_is = std::isnan(question.price_usd) ? usual.is : "stated";
  e.hour = model::hourly_cost(e.prices, e.power.system_w, e.power.system_idle_w);
  set_rate(e, aggregate_tps(p));
  if (alone) {
    e.stream_tps = stream_rate(catalog, fitted, p, request);
    // The machine is paid whether one stream or many use it; that one draws less is left out.
    e.stream_usd_per_million_tokens = model::usd_per_million_tokens(e.hour.total_usd, e.stream_tps);
  }
  if (!question.rented_device.empty() || !std::isnan(question.rented_usd_per_h)) {
    e.payback = payback_of(catalog, fitted, e, request, question);
  }
  return e;
}

}  // namespace tokroof::predict
