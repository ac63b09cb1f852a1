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


if __name__ == "__main__":
    unittest.main()
