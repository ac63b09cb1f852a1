#include "predict/link_choice.hpp"

#include <set>

#include <catch2/catch.hpp>
#include "catalog/engines.hpp"
#include "catalog/fabric.hpp"
#include "catalog/resolve.hpp"
#include "tests/predict/support.hpp"
#include "tests/words.hpp"

namespace tokroof::test {
namespace {

const catalog::Catalog& catalog() { return catalog::Catalog::bundled(); }

std::string chosen(std::string_view device, std::string_view name, std::string_view backend = "cuda") {
  const model::Device* d = &catalog().device(device);
  return predict::choose_link(catalog(), {&d, 1}, name, backend);
}

std::string usual(std::string_view device, std::string_view backend = "cuda") {
  const model::Device* d = &catalog().device(device);
  return predict::usual_link(catalog(), {&d, 1}, backend);
}

TEST_CASE("nvswitch is the fabric of the cards that have one, and unknown of others", "[predict][link]") {
  CHECK(chosen("v100-sxm2-32gb", "nvswitch") == "nvlink2-nvswitch");
  CHECK(chosen("a100-sxm-80gb", "nvswitch") == "nvlink3-nvswitch");
  CHECK(chosen("h800-sxm", "nvswitch") == "nvlink4-h800");
  CHECK(chosen("gb200", "nvswitch") == "nvlink5-nvl72");
  CHECK_THROWS_AS(chosen("rtx-3090", "nvswitch"), catalog::InputError);
}

TEST_CASE("nvlink is the generation that the card carries", "[predict][link]") {
  CHECK(chosen("rtx-3090", "nvlink") == "nvlink3-bridge");
  CHECK(chosen("rtx-a6000", "NVLink") == "nvlink3-bridge");
  CHECK(chosen("rtx-2080-ti", "nvlink") == "nvlink2-bridge-gv100");
  CHECK(chosen("p100-sxm2-16gb", "nvlink") == "nvlink1");
  CHECK(chosen("v100-sxm2-32gb", "nvlink") == "nvlink2-hybrid-mesh");
  CHECK(chosen("a100-sxm-80gb", "nvlink") == "nvlink3-nvswitch");
  CHECK(chosen("a100-pcie-80gb", "nvlink") == "nvlink3-bridge-a100");
  CHECK(chosen("h100-sxm", "nvlink") == "nvlink4-nvswitch");
  CHECK(chosen("h100-pcie", "nvlink") == "nvlink4-bridge-h100");
  CHECK(chosen("h800-sxm", "nvlink") == "nvlink4-h800");
  CHECK(chosen("b200", "nvlink") == "nvlink5-nvswitch");
  CHECK(chosen("gb200", "nvlink") == "nvlink5-nvl72");
  CHECK(chosen("h100-sxm", "nvlink4") == "nvlink4-nvswitch");
}

TEST_CASE("the usual link of a set does not depend on the order of its cards", "[predict][link]") {
  const auto of = [](std::string_view first, std::string_view second) {
    const model::Device* const set[] = {&catalog().device(first), &catalog().device(second)};
    return predict::usual_link(catalog(), set, "vulkan");
  };
  for (const auto& [a, b] : {std::pair{"rtx-5070", "b100"},
                             {"h20", "rx-580"},
                             {"m2-ultra-76c", "rtx-3090"},
                             {"mi455x", "mi210"}}) {
    CAPTURE(a, b);
    CHECK(of(a, b) == of(b, a));
    CHECK_FALSE(of(a, b).empty());
  }
}

TEST_CASE("a second fabric of the same card can be named by its slug", "[predict][link]") {
  CHECK(chosen("v100-sxm2-32gb", "nvlink2-nvswitch") == "nvlink2-nvswitch");
}

TEST_CASE("infinity-fabric follows the AMD generation", "[predict][link]") {
  CHECK(chosen("mi300x", "infinity-fabric", "rocm") == "xgmi-mi300x");
  CHECK(chosen("mi355x", "xgmi", "rocm") == "xgmi-mi355x");
  CHECK(chosen("mi50-32gb", "infinity-fabric", "rocm") == "xgmi-mi50");
}

TEST_CASE("plain PCIe is staged where the driver blocks peers", "[predict][link]") {
  CHECK(chosen("rtx-4090", "pcie4x16") == "pcie4x16-host");
  CHECK(chosen("rtx-3090", "pcie3x4") == "pcie3x4-host");
  CHECK(chosen("v100-pcie-16gb", "pcie3x16") == "pcie3x16-p2p");
  CHECK(chosen("rtx-6000-ada", "pcie4x16") == "pcie4x16-p2p");
  CHECK(chosen("rx-7900-xtx", "pcie4x8", "rocm") == "pcie4x8-p2p");
  CHECK(chosen("rtx-4090", "pcie4x16-p2p") == "pcie4x16-p2p");  // a patched driver: stated, not guessed
}

TEST_CASE("Thunderbolt between Macs is RDMA under MLX, IP elsewhere, a tunnel for cards", "[predict][link]") {
  CHECK(chosen("m3-ultra-80c", "tb5", "mlx") == "tb5-rdma");
  CHECK(chosen("m3-ultra-80c", "tb5", "metal") == "tb5-ip");
  CHECK(chosen("m1-max-32c", "tb4", "metal") == "tb4-ip");
  CHECK(chosen("rtx-3090", "tb5") == "tb5");
}

TEST_CASE("a link that a device cannot have is impossible, with links that it can have", "[predict][link]") {
  const model::Device* d = &catalog().device("rtx-4090");
  for (const std::string_view link :
       {"nvlink", "nvlink4-nvswitch", "pcie5x16", "xgmi-mi300x", "tb5-rdma", "qpi-9.6"}) {
    CAPTURE(link);
    try {
      predict::choose_link(catalog(), {&d, 1}, link, "cuda");
      FAIL("was accepted");
    } catch (const catalog::InputError& error) {
      CHECK(error.kind == "impossible-link");
      CHECK(error.suggestions.front() == "pcie4x16-host");
      for (const std::string& suggestion : error.suggestions) {
        CHECK(predict::why_impossible(catalog(), {&d, 1}, suggestion).empty());
      }
    }
  }
}

TEST_CASE("unequal cards need a link that all of them have", "[predict][link]") {
  const model::Device* pair[] = {&catalog().device("rtx-5090"), &catalog().device("rtx-3090")};
  CHECK(predict::usual_link(catalog(), pair, "cuda") == "pcie4x16-host");
  CHECK(kind_of_error([&] { predict::choose_link(catalog(), pair, "pcie5x16", "cuda"); }) ==
        "impossible-link");
  CHECK(kind_of_error([&] { predict::choose_link(catalog(), pair, "nvlink", "cuda"); }) == "impossible-link");
}

TEST_CASE("usual_link is the fabric of data-centre parts, else PCIe of the card", "[predict][link]") {
  CHECK(usual("h100-sxm") == "nvlink4-nvswitch");
  CHECK(usual("mi300x", "rocm") == "xgmi-mi300x");
  CHECK(usual("rtx-3090") == "pcie4x16-host");
  CHECK(usual("rtx-4060") == "pcie4x8-host");
  CHECK(usual("v100-pcie-16gb") == "pcie3x16-p2p");
  CHECK(usual("m3-ultra-80c", "mlx") == "tb5-rdma");
  CHECK(usual("gb10") == "roce-200g-cx7");
}

TEST_CASE("every device's usual link exists and is possible", "[predict][link][property]") {
  for (const model::Device& d : catalog().devices()) {
    const model::Device* one = &d;
    const std::string link =
        predict::usual_link(catalog(), {&one, 1}, std::string(catalog::usual_backend(catalog(), d, "")));
    CAPTURE(d.slug, link);
    CHECK((link.empty() || catalog().find_link(link) != nullptr));
    CHECK(predict::why_impossible(catalog(), {&one, 1}, link).empty());
  }
}

TEST_CASE("a fabric joins as many devices as it has ports for, and the usual link goes beyond",
          "[predict][link][property]") {
  for (const model::Device& d : catalog().devices()) {
    const model::Device* one = &d;
    for (const catalog::Fabric& fabric : catalog::fabrics_of(catalog(), d)) {
      const double most = fabric.carrier->most_devices;
      CAPTURE(d.slug, fabric.link->slug, most);
      CHECK(predict::why_impossible(catalog(), {&one, 1}, fabric.link->slug, most).empty());
      CHECK(!predict::why_impossible(catalog(), {&one, 1}, fabric.link->slug, most + 1).empty());
      CHECK(predict::choose_link(catalog(), {&one, 1}, fabric.link->slug, "cuda", most) == fabric.link->slug);
      CHECK(kind_of_error([&] {
              predict::choose_link(catalog(), {&one, 1}, fabric.link->slug, "cuda", most + 1);
            }) == "impossible-link");
    }
    constexpr double kMany = 1000;
    const std::string link = predict::usual_link(
        catalog(), {&one, 1}, std::string(catalog::usual_backend(catalog(), d, "")), kMany);
    CAPTURE(d.slug, link);
    CHECK(predict::why_impossible(catalog(), {&one, 1}, link, kMany).empty());
  }
}

TEST_CASE("sixteen V100 share a switch, eight a mesh", "[predict][link]") {
  const model::Device* d = &catalog().device("v100-sxm2-32gb");
  CHECK(predict::usual_link(catalog(), {&d, 1}, "cuda", 8) == "nvlink2-hybrid-mesh");
  CHECK(predict::usual_link(catalog(), {&d, 1}, "cuda", 16) == "nvlink2-nvswitch");
  CHECK(predict::usual_link(catalog(), {&d, 1}, "cuda", 32) == "ib-edr");
}

TEST_CASE("stating the usual link of a device leaves its class as it is", "[predict][link][property]") {
  // Else the fitted coefficients of runs without a stated link would not apply to a default prediction.
  for (const std::string& name :
       test::words("rtx-3090|rtx-4090|h100-sxm|a100-pcie-80gb|mi300x|v100-pcie-16gb|rx-7900-xtx|"
                   "gaudi2|max-1550|arc-b580")) {
    for (const std::string_view backend : {"cuda", "rocm", "sycl", "vulkan"}) {
      CAPTURE(name, backend);
      CHECK(catalog::link_class(usual(name, backend), catalog().device(name), backend) ==
            catalog::link_class("", catalog().device(name), backend));
    }
  }
}

TEST_CASE("every link of the catalog is of a class that predictions know", "[predict][link][property]") {
  const std::set<std::string> known{"pcie", "pcie-staged", "fab", "tb", "eth", "ccl"};
  for (const catalog::Link& link : catalog().links()) {
    CAPTURE(link.slug);
    CHECK(known.contains(catalog::link_class(link.slug, catalog().device("rtx-3090"), "cuda")));
  }
  const model::Device& card = catalog().device("rtx-3090");
  CHECK(catalog::link_class("roce-100g", card, "cuda") == "eth");
  CHECK(catalog::link_class("ib-ndr", card, "cuda") == "eth");
  CHECK(catalog::link_class("tt-eth-n300", card, "cuda") == "fab");
  CHECK(catalog::link_class("usb4-40", card, "cuda") == "tb");
  CHECK(catalog::link_class("m2-pcie3x4", card, "cuda") == "pcie-staged");
}

TEST_CASE("GeForce cards exchange over PCIe through host memory, professional ones directly",
          "[predict][link][unit]") {
  CHECK(catalog::link_class("pcie4x16", catalog().device("rtx-4090"), "cuda") == "pcie-staged");
  CHECK(catalog::link_class("", catalog().device("gtx-1070"), "cuda") == "pcie-staged");
  CHECK(catalog::link_class("pcie4x16", catalog().device("rtx-a6000"), "cuda") == "pcie");
  CHECK(catalog::link_class("", catalog().device("rtx-4000-ada"), "cuda") == "pcie");
  CHECK(catalog::link_class("", catalog().device("rx-7900-xtx"), "rocm") == "pcie");
  CHECK(catalog::link_class("nvlink-bridge", catalog().device("rtx-3090"), "cuda") == "fab");
  CHECK(catalog::link_class("", catalog().device("gaudi2"), "hpu") == "fab");
}

}  // namespace
}  // namespace tokroof::test
