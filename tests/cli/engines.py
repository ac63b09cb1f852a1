"""What an engine cannot run: every verb says so, alike, and names what can."""
import json
import unittest

from _tokroof import Case

WORK = ("--model", "llama-3.1-8b")
WHY = "llama.cpp does not run on hpu, and gaudi2 has nothing else"


class Hardware(Case):
    def test_an_engine_is_refused_where_it_does_not_run_and_those_that_do_are_named(self):
        for engine, device, other in (("llama.cpp", "gaudi2", "vllm"), ("ollama", "tpu-v5e", "vllm"),
                                      ("ik_llama.cpp", "trainium2", "transformers-neuronx"),
                                      ("lm-studio", "sn40l", "sambaflow"), ("mlc", "tt-n300", "vllm"),
                                      ("transformers", "sn40l", "sambaflow"), ("openvino", "rtx-4090", "llama.cpp"),
                                      ("openvino", "rx-7900-xtx", "llama.cpp"), ("mlx", "arc-b580", "llama.cpp"),
                                      ("ds4", "gaudi2", "deepspeed"), ("koboldcpp", "ascend-910b", "vllm")):
            with self.subTest(engine=engine, device=device):
                error = self.error_of("predict", "--engine", engine, "--device", device, *WORK, where="--engine",
                                      status=2, kind="usage")
                self.assertIn(other, error["suggestions"])

    def test_an_engine_that_people_use_on_a_device_may_be_stated_there(self):
        for device in ("gaudi2", "tpu-v5e", "trainium2", "sn40l", "tt-n300", "ascend-910b", "rtx-4090", "arc-b580"):
            with self.subTest(device):
                usual = self.json_of("predict", "--device", device, *WORK)
                stated = self.json_of("predict", "--device", device, *WORK, "--engine", usual["assumed"]["engine"])
                self.assertEqual(stated["decode"], usual["decode"])

    def test_an_engine_that_was_measured_on_a_device_runs_there(self):
        for engine, device, model in (("strata", "arc-pro-b70", "qwen3.6-35b-a3b"), ("atlas", "strix-halo", "qwen3.6-27b"),
                                      ("freetoken", "rx-9060-xt-16gb", "qwen2.5-3b"), ("mlx-lm", "strix-halo", "qwen3-8b"),
                                      ("ktransformers", "arc-a770-16gb", "qwen3-8b"), ("distributed-llama", "rtx-3090", "llama-3.1-8b")):
            with self.subTest(engine=engine, device=device):
                self.json_of("predict", "--engine", engine, "--device", device, "--model", model, "--host", "ryzen-9-7950x")

    def test_an_engine_without_kernels_for_a_chip_is_refused_there(self):
        for engine, device in (("sglang", "gtx-1080-ti"), ("tensorrt-llm", "p40"), ("mlx", "v100-pcie-32gb"), ("lmdeploy", "p100-pcie-16gb"),
                               ("sglang", "mi50-32gb")):
            with self.subTest(engine=engine, device=device):
                self.error_of("predict", "--engine", engine, "--device", device, *WORK, where="--engine", status=2, kind="usage")

    def test_discrete_arc_cards_run_sycl_but_under_programs_that_have_none(self):
        for engine, backend in (("llama.cpp", "sycl"), ("ollama", "vulkan"), ("lm-studio", "vulkan"), ("vllm", "sycl")):
            with self.subTest(engine):
                answer = self.json_of("predict", "--device", "arc-b580", "--engine", engine, *WORK)
                self.assertEqual(answer["assumed"]["backend"], backend)
        self.assertNotIn("--backend", self.text_of("predict", "--device", "arc-b580", "--engine", "ollama", *WORK).split("faster", 1)[-1])

    def test_a_card_does_the_work_whatever_its_host(self):
        for engine in ("colibri", "distributed-llama"):  # whose first backend is the processor
            with self.subTest(engine):
                ask = ("predict", "--device", "rtx-3090", "--engine", engine, *WORK)
                alone, hosted = self.json_of(*ask), self.json_of(*ask, "--host", "ddr5-5600x2")
                self.assertNotEqual(alone["assumed"]["backend"], "cpu")
                self.assertEqual(hosted["assumed"]["backend"], alone["assumed"]["backend"])

    def test_rank_and_sweep_give_the_reason_of_predict(self):
        excluded = self.json_of("rank", *WORK, "--engine", "llama.cpp", "--devices", "gaudi2,rtx-4090")["excluded"]
        self.assertEqual([(e["device"], e["reason"]) for e in excluded], [("gaudi2", WHY)])
        rows = [json.loads(line) for line in
                self.text_of("sweep", *WORK, "--engine", "llama.cpp", "--device", "gaudi2,rtx-4090").splitlines()]
        self.assertEqual(rows[0]["reason"], "--engine: " + WHY)
        self.assertGreater(rows[1]["tps"], 0)

    def test_check_keeps_the_row_and_says_why_it_is_not_judged(self):
        table = "device,engine,model,quant,tg_tps\ngaudi2,llama.cpp,llama-3.1-8b,Q4_K_M,50\n"
        row = self.json_of("check", "-", stdin=table)["rows"][0]
        self.assertEqual(row["verdict"], "unknown")
        self.assertEqual(row["reason"], "engine-device: " + WHY + "; deepspeed, vllm, sglang, tgi run there")


class Models(Case):
    def test_an_engine_of_few_models_refuses_others_and_says_which_it_runs(self):
        for engine, model, runs in (("ds4", "llama-3.1-8b", "DeepSeek V4"), ("ninfer", "llama-3.1-8b", "Qwen3.5"),
                                    ("strata", "qwen3-8b", "Qwen3.8"), ("q38", "qwen3-8b", "Qwen3.8"),
                                    ("exllama", "qwen3-8b", "Llama"), ("distributed-llama", "gemma-3-4b", "Llama")):
            with self.subTest(engine):
                error = self.error_of("predict", "--engine", engine, "--device", "rtx-4090", "--model", model,
                                      where="--model", status=2, kind="usage")
                self.assertIn(runs, error["message"])
                self.assertIn(model, error["message"])

    def test_what_is_not_known_to_run_is_predicted_and_that_is_said(self):
        for engine, device, model in (("deepspeed", "gaudi3", "qwen3.5-9b"), ("vllm", "tt-p150", "gemma-2-9b"),
                                      ("gpt-fast", "h100-sxm", "qwen3-8b"), ("autoawq", "rtx-4090", "qwen3.5-4b")):
            with self.subTest(engine):
                notes = self.json_of("predict", "--engine", engine, "--device", device, "--model", model)["basis"]["notes"]
                self.assertTrue(any(n.startswith(engine + " ") and model in n and n.endswith("predicted as if it did")
                                    for n in notes), notes)

    def test_rank_recommends_no_machine_whose_engine_does_not_run_the_model(self):
        ranking = self.json_of("rank", "--model", "deepseek-v4.1-flash", "--devices", "4xgaudi3,4xh200")
        self.assertEqual([row["device"] for row in ranking["rows"]], ["4xh200"])
        self.assertIn("deepspeed does not run deepseek-v4.1-flash on Gaudi", ranking["excluded"][0]["reason"])
        stated = self.json_of("rank", "--model", "deepseek-v4.1-flash", "--devices", "4xgaudi3", "--engine", "deepspeed")
        self.assertEqual(len(stated["rows"]), 1)

    def test_models_lists_none_that_the_usual_engine_does_not_run(self):
        there = [m["model"] for m in self.json_of("models", "--device", "gaudi3", "--n-devices", 8)["models"]]
        self.assertIn("llama-3.3-70b", there)
        self.assertNotIn("deepseek-v4-flash", there)


class Types(Case):
    def notes(self, engine, quant, device="rtx-4090", model="llama-3.1-8b"):
        return " ".join(self.json_of("predict", "--engine", engine, "--device", device, "--model", model, "--quant",
                                     quant)["basis"]["notes"])

    def test_a_type_that_an_engine_does_not_read_is_said(self):
        for engine, quant in (("exllamav2", "AWQ"), ("exllamav2", "FP8"), ("exllamav3", "GPTQ"), ("exllamav3", "EXL2-4.0bpw"),
                              ("exllama", "AWQ"), ("lmdeploy", "Q4_K_M"), ("gpt-fast", "NVFP4"), ("qserve", "Q8_0"),
                              ("vllm", "EXL2-4.0bpw"), ("tgi", "exl3-4.0bpw"), ("vllm", "MLX-Q4"), ("sglang", "q4f16_1"),
                              ("mlc", "Q4_K_M"), ("llama.cpp", "IQ4_KS"), ("llama.cpp", "IQ2_KT"),
                              ("distributed-llama", "Q4_K_M"), ("vllm", "MQ4"), ("transformers", "Q4_K_M")):
            with self.subTest(engine=engine, quant=quant):
                self.assertIn("predicted as if it did", self.notes(engine, quant))

    def test_a_type_that_it_reads_needs_no_word(self):
        for engine, quant in (("exllamav2", "EXL2-4.0bpw"), ("exllamav2", "GPTQ"), ("exllamav3", "exl3-4.0bpw"),
                              ("ik_llama.cpp", "IQ4_KS"), ("llama.cpp", "IQ4_XS"), ("mlc", "q4f16_1"), ("qserve", "W4A8"),
                              ("distributed-llama", "Q4_0"), ("vllm", "exl3-4.0bpw"), ("autoawq", "AWQ")):
            with self.subTest(engine=engine, quant=quant):
                self.assertNotIn("predicted as if it did", self.notes(engine, quant))

    def test_a_file_of_ik_llama_is_run_with_it_where_no_engine_is_named(self):
        answer = self.json_of("predict", "--device", "rtx-4090", *WORK, "--quant", "IQ4_KS")
        self.assertEqual(answer["assumed"]["engine"], "ik_llama.cpp")


if __name__ == "__main__":
    unittest.main()
