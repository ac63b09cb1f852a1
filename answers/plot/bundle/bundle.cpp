#include "answers/plot/bundle/bundle.hpp"

extern "C" {
extern const char tokroof_plot_bundle_begin[];
extern const char tokroof_plot_bundle_end[];
}

namespace tokroof::plot {

std::string_view plot_bundle() {
  return {tokroof_plot_bundle_begin,
          static_cast<std::size_t>(tokroof_plot_bundle_end - tokroof_plot_bundle_begin)};
}

}  // namespace tokroof::plot
