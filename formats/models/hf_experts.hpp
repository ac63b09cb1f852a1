#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "formats/models/hf_keys.hpp"
#include "formats/models/layer_shapes.hpp"
#include "formats/models/model_file.hpp"

namespace tokroof::formats {

/// Which layers hold experts, by the rule of their family.
class ExpertLayers {
 public:
  ExpertLayers(const HfKeys& keys, std::string_view family);

  [[nodiscard]] bool operator()(std::size_t layer) const;

 private:
  std::vector<double> named_, dense_, flags_;
  std::optional<double> interleave_;
  double period_, offset_, every_, frequency_, begin_, last_;
};

/// Routed experts of text; 0: a dense model. Throws where other keys say that there are some.
double hf_text_experts(const HfKeys& keys);

/// Experts a token, widths of routed and shared ones. `wide`: width of the dense feed-forward.
void hf_expert_widths(const HfKeys& keys, std::string_view family, double wide, ModelFile& out);

/// Experts for images beside those for text (ERNIE VL): in the file, and not run for text.
void hf_image_experts(const HfKeys& keys, const std::vector<LayerShape>& layers, ModelFile& out);

}  // namespace tokroof::formats
