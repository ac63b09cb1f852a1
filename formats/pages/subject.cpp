#include "formats/pages/subject.hpp"

#include <algorithm>
#include <cmath>

#include "formats/pages/figure_words.hpp"

namespace tokroof::formats {

void Subject::take(const Subject& other) {
  if (!other.device.empty() || other.many_devices) {
    // Its name alone does not say how many of it are meant.
    const bool still = many_counts && other.device == device && !(other.n_devices > 0);
    device = other.device;
    device_typed = other.device_typed;
    variants = other.variants;
    n_devices = other.n_devices;
    memory_mts = other.memory_mts;
    many_devices = other.many_devices;
    many_counts = other.many_counts || still;
  } else if (other.memory_mts > 0) {
    memory_mts = other.memory_mts;
  }
  if (!other.model.empty() || other.many_models) {
    model = other.model;
    many_models = other.many_models;
    quant = other.quant.empty() ? quant : other.quant;
  } else if (!other.quant.empty()) {
    quant = other.quant;
  }
  engine = other.engine.empty() ? engine : other.engine;
  streams = std::isnan(other.streams) ? streams : other.streams;
  parallel = std::isnan(other.parallel) ? parallel : other.parallel;
  nodes = std::isnan(other.nodes) ? nodes : other.nodes;
  drafts = other.drafts ? other.drafts : drafts;
}

void Subject::take_running(std::string_view lower) {
  Subject said;
  said.streams = stated_streams(lower);
  said.parallel = stated_parallel(lower);
  said.nodes = stated_nodes(lower);
  said.drafts = said_drafts(lower);
  take(said);
}

namespace {

/// "4bit", "INT4" say how many bits and no more; '\0': it is another name.
char bits_alone(std::string_view type) {
  return type.size() != 4 ? '\0' : type.ends_with("bit") ? type[0] : type.starts_with("INT") ? type[3] : '\0';
}

/// "Q4_K_M", "MXFP4", "EXL3-4.0bpw"; AWQ and GPTQ have 4 bits where nothing else is said.
char bits_of(std::string_view type) {
  const std::string_view last = type.substr(type.rfind('-') + 1);
  const std::size_t digit = last.find_first_of("0123456789");
  return digit != std::string_view::npos ? last[digit] : type == "AWQ" || type == "GPTQ" ? '4' : '\0';
}

/// "Q4_K_M" says more than "Q4", and both than "4bit".
bool is_narrower(std::string_view type, std::string_view than) {
  if (than.empty() || type.empty() || type == than) return false;
  const bool of_bits =
      bits_alone(than) != '\0' && bits_alone(type) == '\0' && bits_of(type) == bits_alone(than);
  return of_bits || (than.size() == 2 && type.starts_with(than));
}

/// "generic-32b" beside "qwen3-32b": the size of the model that is named.
bool is_size_of(std::string_view generic, std::string_view slug) {
  constexpr std::string_view kGeneric = "generic-";
  return generic.starts_with(kGeneric) && slug.ends_with(generic.substr(kGeneric.size() - 1));
}

}  // namespace

Subject subject_of(std::span<const Mention> mentions) {
  Subject out;
  bool many_quants = false, many_engines = false;
  const auto set = [](std::string& to, bool& many, const std::string& slug) {
    many = many || (!to.empty() && to != slug);
    to = slug;
  };
  const auto set_model = [&](const std::string& slug) {
    if (is_size_of(slug, out.model)) return;
    out.model = is_size_of(out.model, slug) ? "" : out.model;
    set(out.model, out.many_models, slug);
  };
  const auto set_quant = [&](const std::string& slug) {
    if (is_narrower(out.quant, slug)) return;
    out.quant = is_narrower(slug, out.quant) ? "" : out.quant;
    set(out.quant, many_quants, slug);
  };
  for (const Mention& m : mentions) {
    switch (m.kind) {
      case MentionKind::device:
        if (!m.set.empty()) {
          out.variants.clear();
          out.n_devices = model::kUnknown;
          set(out.device, out.many_devices, m.set);
          break;
        }
        out.many_devices = out.many_devices || (m.slug == out.device && m.count > 0 &&
                                                m.count != (out.n_devices > 0 ? out.n_devices : 1));
        out.many_devices = out.many_devices || m.slug.empty();
        out.variants = out.device_typed.empty() || m.slug == out.device ? m.variants : out.variants;
        out.device_typed = m.typed;
        out.memory_mts = std::max(out.memory_mts, m.memory_mts);
        set(out.device, out.many_devices, m.slug);
        out.n_devices = m.count > 0 ? m.count : out.n_devices;
        break;
      case MentionKind::model: set_model(m.slug); break;
      case MentionKind::quant: set_quant(m.slug); break;
      case MentionKind::engine: set(out.engine, many_engines, m.slug); break;
    }
  }
  out.device = out.many_devices ? "" : out.device;
  out.n_devices = out.many_devices ? model::kUnknown : out.n_devices;
  out.model = out.many_models ? "" : out.model;
  out.quant = many_quants ? "" : out.quant;
  out.engine = many_engines ? "" : out.engine;
  return out;
}

void PageContext::heading(int level, Subject subject, bool leads_in) {
  while (!headings_.empty() && headings_.back().level >= level) {
    headings_.pop_back();
  }
  headings_.push_back({level, std::move(subject), leads_in, false});
}

void PageContext::setup(const Subject& subject) {
  Subject& to = headings_.empty() ? method_ : headings_.back().subject;
  to.take(subject);
}

void PageContext::block(bool is_item) {
  if (headings_.empty() || !headings_.back().leads_in) {
    return;
  }
  Heading& last = headings_.back();
  if (last.led_in && !is_item) {
    headings_.pop_back();
  } else {
    last.led_in = last.led_in || !is_item;
  }
}

void PageContext::machine(const Subject& device) {
  method_.device = device.device;
  method_.device_typed = device.device_typed;
  method_.variants = device.variants;
  method_.n_devices = device.n_devices;
  method_.memory_mts = device.memory_mts;
  method_.many_counts = device.many_counts;
}

void PageContext::sole(const Subject& device, const Subject& model) {
  machine(device);
  method_.model = model.model.starts_with("generic-") ? "" : model.model;
  method_.quant = method_.model.empty() ? "" : model.quant;
}

void PageContext::method(const Subject& subject) {
  method_.model = subject.model.empty() ? method_.model : subject.model;
  method_.quant = subject.quant.empty() ? method_.quant : subject.quant;
  method_.engine = subject.engine.empty() ? method_.engine : subject.engine;
}

Subject PageContext::subject() const {
  Subject out = method_;
  for (const Heading& heading : headings_) {
    out.take(heading.subject);
  }
  return out;
}

}  // namespace tokroof::formats
