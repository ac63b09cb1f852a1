#include "predict/machine/machine_names.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "model/units.hpp"

namespace tokroof {
namespace {

/// Runs of letters, and runs of digits with what is joined to them: "RTX 3090" and "rtx-3090" have the same.
std::set<std::string> words_of(std::string_view name) {
  std::set<std::string> out;
  std::string word;
  for (const char c : lower_case(name) + ' ') {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.') {
      word += c;
    } else if (!word.empty()) {
      out.insert(std::move(word));
      word.clear();
    }
  }
  return out;
}

/// Marketing words of drivers, as the catalog's slugs say them.
std::string respelled(std::string_view name) {
  std::string text = lower_case(name);
  const auto replace = [&](std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  };
  replace("sxm2", "sxm2 sxm");
  replace("sxm4", "sxm4 sxm");
  replace("hbm3e", "sxm");
  replace("hbm3", "sxm");
  replace("(tm)", "");
  replace("(r)", "");
  return text;
}

std::string squashed(std::string_view text) {
  std::string out = lower_case(text);
  std::erase_if(out, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
  return out;
}

bool is_accelerator(const Device& d) {
  return d.kind == DeviceKind::gpu || d.kind == DeviceKind::accelerator || d.kind == DeviceKind::apu ||
         d.kind == DeviceKind::soc;
}

}  // namespace

std::string device_by_driver_name(const Catalog& catalog, std::string_view name, double memory_bytes) {
  if (const Device* known = catalog.find_device(name)) {
    return std::string(known->slug);
  }
  const std::set<std::string> typed = words_of(respelled(name));
  const Device* best = nullptr;
  double best_score = 0;
  for (const Device& d : catalog.devices()) {
    if (!is_accelerator(d)) continue;
    std::set<std::string> wanted = words_of(d.slug);
    bool sized = false;
    for (const std::string& word :
         std::set<std::string>(wanted)) {  // "16gb" in a slug: the memory says it too
      if (word.ends_with("gb") && word.size() > 2 && std::isdigit(static_cast<unsigned char>(word[0])) != 0) {
        sized = true;
        if (memory_bytes > 0) wanted.erase(word);
      }
    }
    if (wanted.empty() || !std::includes(typed.begin(), typed.end(), wanted.begin(), wanted.end())) continue;
    double score = static_cast<double>(wanted.size());
    if (memory_bytes > 0 && d.memory_gib > 0) {
      const double off = std::fabs(memory_bytes / kGib / d.memory_gib - 1);
      if (sized && off > 0.15) continue;
      score += off < 0.15 ? 0.5 : 0;
    }
    if (score > best_score) {
      best = &d;
      best_score = score;
    }
  }
  return best != nullptr ? std::string(best->slug) : "";
}

std::string host_by_cpu_name(const Catalog& catalog, std::string_view name) {
  if (const Device* known = catalog.find_device(name)) {
    return std::string(known->slug);
  }
  std::string text = respelled(name.substr(0, name.find('@')));
  // "64-Core Processor", "16-Cores", "w/ Radeon Graphics"
  for (const std::string_view end : {"-core", "w/", "with"}) {
    std::size_t at = text.find(end);
    while (at != std::string::npos && at > 0 && std::isdigit(static_cast<unsigned char>(text[at - 1])) != 0)
      --at;
    text = text.substr(0, at);
  }
  if (const std::size_t generation = text.find("gen "); generation != std::string::npos) {
    text.erase(0, generation + 4);  // "13th Gen"
  }
  for (const std::string_view word : {"amd", "intel", "cpu", "processor", "core", "ryzen threadripper"}) {
    const std::size_t at = text.find(word);
    if (at != std::string::npos)
      text.replace(at, word.size(), word.starts_with("ryzen") ? "threadripper" : "");
  }
  const std::string wanted = squashed(text);
  for (const Device& d : catalog.devices()) {
    if ((d.cpu_cores > 0 || catalog.soc_cpu(d.slug) != nullptr) && squashed(d.slug) == wanted) {
      return std::string(d.slug);
    }
  }
  return "";
}

void name_machine(const Catalog& catalog, Machine& machine) {
  std::set<std::string> said;
  for (MachineDevice& d : machine.devices) {
    if (d.name.empty() || !d.slug.empty()) continue;
    d.slug = device_by_driver_name(catalog, d.name, d.memory_bytes);
    if (d.slug.empty() && said.insert(d.name).second) {
      machine.notes.push_back(fmt::format("no device is known as '{}' (nearest: {})",
                                          d.name,
                                          fmt::join(catalog.nearest_devices(d.name), ", ")));
    }
  }
  MachineHost& host = machine.host;
  if (!host.name.empty() && host.slug.empty()) {
    host.slug = host_by_cpu_name(catalog, host.name);
    if (host.slug.empty()) {
      machine.notes.push_back(fmt::format("no processor is known as '{}' (nearest: {})",
                                          host.name,
                                          fmt::join(catalog.nearest_devices(host.name), ", ")));
    }
  }
}

}  // namespace tokroof
