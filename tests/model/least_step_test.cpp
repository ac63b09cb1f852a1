#include "model/ceiling.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("what lies on the host is read there, at its bandwidth, and adds to the least step",
          "[model][ceiling][unit]") {
  model::Step layers = round_step();  // 8 GB and 1 GB of cache; 1 TB/s here, 100 GB/s there
  CHECK(model::least_step_s(layers) == Approx(0.009));
  layers.how.host_layer_share = 0.25;
  CHECK(model::least_step_s(layers) == Approx(0.00675 + 0.0225));
  layers.work.sequences = 4;
  CHECK(model::least_step(layers).host_bytes_per_cache_byte == 1);
  model::Step recurrent = round_step();
  const double without_state = model::least_step(recurrent).bytes;
  recurrent.work.sequences = 3;
  recurrent.work.state_bytes = 1e9;
  CHECK(model::least_step(recurrent).bytes == Approx(without_state + 3e9));
  model::Step experts = round_mixture();  // 6 GB of experts
  experts.how.experts_on_host = true;
  experts.how.host_expert_share = 0.5;
  CHECK(model::least_step_s(experts) == Approx(0.006 + 0.03));
  experts.how.cpu = true;
  CHECK(model::least_step_s(experts) == Approx(0.09));
}
