#include "fit/residual.hpp"

#include <ceres/dynamic_autodiff_cost_function.h>

namespace tokroof {
namespace {

template <int Stride>
std::unique_ptr<ceres::CostFunction> with_stride(LogResidual residual) {
  const std::vector<const Block*> blocks = residual.blocks;
  auto cost = std::make_unique<ceres::DynamicAutoDiffCostFunction<LogResidual, Stride>>(
      new LogResidual(std::move(residual)));
  for (const Block* block : blocks) {
    cost->AddParameterBlock(static_cast<int>(block->coefficients.size()));
  }
  cost->SetNumResiduals(1);
  return cost;
}

}  // namespace

std::unique_ptr<ceres::CostFunction> make_residual(const Observation& observation,
                                                   const Layout& layout,
                                                   std::size_t index) {
  LogResidual residual{&observation, {}};
  std::size_t scalars = 0;
  for (const std::size_t b : layout.blocks_of(index)) {
    residual.blocks.push_back(&layout.blocks()[b]);
    scalars += layout.blocks()[b].coefficients.size();
  }
  // One pass of derivatives each: a stride below the number of scalars would evaluate the model twice.
  if (scalars <= 16) return with_stride<16>(std::move(residual));
  if (scalars <= 32) return with_stride<32>(std::move(residual));
  if (scalars <= 40) return with_stride<40>(std::move(residual));
  return with_stride<52>(std::move(residual));
}

}  // namespace tokroof
