#include "predict/fitted.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>
#include "tests/predict/support.hpp"

namespace tokroof::test {
namespace {

using nlohmann::json;

/// A small fit: three parameters, one correlation.
json small() {
  return json::parse(
      R"({"format": 1, "fingerprint": "test", "newest_engine_date": "2026-01-01", "figures": {},
    "parameters": [["weight_read_efficiency", "cuda", 2.0, 0.1], ["weight_read_efficiency", "rocm", 1.5, 0.2],
                   ["weight_read_engine", "llama.cpp|cuda", 0.1, 0.3]],
    "correlations": [[2, [0, -0.5]]], "ln_bandwidth": {"cuda": [25, 29]},
    "behind": {"device": {"rtx-4090": 12}, "family": {}, "engine": {}}, "widths": {"device_effect": 0.07},
    "interval": {"decode": {"one": -0.5, "row": 0.2}, "prefill": {"nu": 3}}})");
}

class File {
 public:
  explicit File(const std::string& text) : path_(std::filesystem::temp_directory_path() / unique_name()) {
    std::ofstream(path_) << text;
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] predict::Fitted load() const { return predict::Fitted::load(path_.string()); }

 private:
  static std::string unique_name() {
    static int count = 0;
    return "tokroof-fitted-" + std::to_string(std::filesystem::hash_value(std::filesystem::current_path())) +
           "-" + std::to_string(++count) + ".json";
  }
  std::filesystem::path path_;
};

std::string error_of_text(const std::string& text) {
  const File file(text);
  return kind_of_error([&] { (void)file.load(); });
}
std::string error_of(const json& document) { return error_of_text(document.dump()); }

TEST_CASE("a fit is read as it was written", "[predict][fitted]") {
  const File file(small().dump());
  const predict::Fitted fit = file.load();
  REQUIRE(fit.data().parameters.size() == 3);
  const std::size_t eta = model::position("weight_read_efficiency");
  CHECK(fit.find(eta, "cuda") == 0u);
  CHECK(fit.find(eta, "rocm") == 1u);
  CHECK_FALSE(fit.find(eta, "metal"));
  CHECK_FALSE(fit.find(model::position("dequant_family"), "cuda"));
  CHECK(fit.runs_behind(model::Scope::device, "rtx-4090") == 12);
  CHECK(fit.runs_behind(model::Scope::device, "rtx-3090") == 0);
  CHECK(fit.interval(model::FigureKind::decode).one == -0.5);
  CHECK(fit.interval(model::FigureKind::decode).shift("row") == 0.2);
  CHECK(fit.interval(model::FigureKind::prefill).nu == 3);
}

TEST_CASE("covariances are the stored correlations times both deviations, else 0", "[predict][fitted]") {
  const File file(small().dump());
  const predict::Fitted fit = file.load();
  CHECK(fit.covariance(0, 0) == Approx(0.01));
  CHECK(fit.covariance(2, 0) == Approx(-0.5 * 0.1 * 0.3));
  CHECK(fit.covariance(0, 2) == Approx(fit.covariance(2, 0)));
  CHECK(fit.covariance(1, 0) == 0);
  CHECK(fit.covariance(2, 1) == 0);
}

TEST_CASE("an estimated width stands for the prior deviation of its effect", "[predict][fitted]") {
  const File file(small().dump());
  const predict::Fitted fit = file.load();
  CHECK(fit.prior_sd(model::position("device_effect")) == 0.07);
  CHECK(fit.prior_sd(model::position("kernel_launch_us")) ==
        model::kCoefficients[model::position("kernel_launch_us")].prior_sd);
}

TEST_CASE("files that hold no fit are bad-file errors", "[predict][fitted]") {
  CHECK(kind_of_error([] { (void)predict::Fitted::load("/nowhere/fit.json"); }) == "bad-file");
  CHECK(error_of_text("") == "bad-file");
  CHECK(error_of_text("{") == "bad-file");
  CHECK(error_of_text("[]") == "bad-file");
  CHECK(error_of_text("{}") == "bad-file");
  CHECK(error_of_text(small().dump()).empty());
}

TEST_CASE("a fit with a wrong detail is a bad-file error", "[predict][fitted]") {
  json unknown = small();
  unknown["parameters"][0][0] = "no_such_coefficient";
  CHECK(error_of(unknown) == "bad-file");
  json format = small();
  format["format"] = 99;
  CHECK(error_of(format) == "bad-file");
  json order = small();
  std::swap(order["parameters"][0], order["parameters"][1]);
  CHECK(error_of(order) == "bad-file");
  json correlation = small();
  correlation["correlations"] = json::parse("[[0, [2, 0.5]]]");
  CHECK(error_of(correlation) == "bad-file");
  correlation["correlations"] = json::parse("[[2, [0, 1.5]]]");
  CHECK(error_of(correlation) == "bad-file");
  json scope = small();
  scope["behind"]["planet"] = {{"earth", 1}};
  CHECK(error_of(scope) == "bad-file");
  json missing = small();
  missing.erase("interval");
  CHECK(error_of(missing) == "bad-file");
}

TEST_CASE("numbers that are not finite are refused", "[predict][fitted]") {
  json text = small();
  text["parameters"][0][2] = nullptr;
  CHECK(error_of(text) == "bad-file");
  std::string huge = small().dump();
  huge.replace(huge.find("2.0"), 3, "1e999");
  CHECK(error_of_text(huge) == "bad-file");
}

TEST_CASE("the bundled fit is whole", "[predict][fitted]") {
  const predict::Fitted& fit = predict::Fitted::bundled();
  CHECK(fit.data().parameters.size() > 500);
  CHECK(fit.data().correlations.rows() == fit.data().parameters.size());
  CHECK(fit.data().newest_date.size() == 10);
  for (const predict::FittedParameter& p : fit.data().parameters) {
    CAPTURE(model::kCoefficients[p.coefficient].name, p.label);
    CHECK(std::isfinite(p.parameter));
    CHECK(p.sd > 0);
    CHECK(p.sd < 10);
    CHECK(std::isfinite(model::value_of(model::kCoefficients[p.coefficient].transform, p.parameter)));
  }
}

TEST_CASE("the bundled fit is what its file says", "[predict][fitted]") {
  const predict::Fitted file = predict::Fitted::load(TOKROOF_SOURCE_DIR "/datasets/coefficients.json");
  const predict::FittedData& a = predict::Fitted::bundled().data();
  const predict::FittedData& b = file.data();
  REQUIRE(a.parameters.size() == b.parameters.size());
  CHECK(a.fingerprint == b.fingerprint);
  for (std::size_t i = 0; i < a.parameters.size(); ++i) {
    CHECK(a.parameters[i].label == b.parameters[i].label);
    CHECK(a.parameters[i].parameter == b.parameters[i].parameter);
  }
}

TEST_CASE("a fit without parameters predicts from priors", "[predict][fitted]") {
  CHECK_FALSE(predict::Fitted::priors().find(0, "cuda"));
  CHECK(predict::Fitted::priors().runs_behind(model::Scope::device, "rtx-4090") == 0);
}

}  // namespace
}  // namespace tokroof::test
