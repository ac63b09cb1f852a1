"""scripts/baselines: each rule against arithmetic by hand and what the project itself prints, and all on tokroof's cells."""
import csv
import json
import math
import re
import subprocess
import tempfile
import types
import unittest

from _tokroof import GUIDE, PROGRAM, ROOT, Case, loaded_script

SCRIPT = ROOT / "scripts" / "baselines"


baselines = loaded_script("baselines")
NONE = dict.fromkeys(("d_ff", "d_ff_expert", "d_ff_shared", "experts", "experts_active", "shared_experts", "sliding_window"), 0)


def eight_billion(**other):
    shape = dict(NONE, family="llama", parameters=8e9, active_parameters=8e9, layers=32, d_model=4096, heads=32, kv_heads=8,
                 head_dim=128, d_ff=14336, vocab=128256, tied_embeddings=False)
    return types.SimpleNamespace(**{**shape, **other})


def olmoe(**other):
    """OLMoE-1B-7B, which llmfit's estimates for experts were set on."""
    shape = dict(NONE, family="olmoe", parameters=6.92e9, active_parameters=1.28e9, layers=16, d_model=2048, heads=16,
                 kv_heads=16, head_dim=128, experts=64, experts_active=8, d_ff_expert=1024, vocab=50304,
                 tied_embeddings=False)
    return types.SimpleNamespace(**{**shape, **other})


def told(model=None, **other):
    """What a rule is told, in round numbers: one card of 1000 GB/s and 24 GiB, a 4 GB file."""
    m = model or eight_billion()
    row = dict(model=m, quant="Q4_K_M", file_bytes=4e9, engine="llama.cpp", vendor="nvidia", simd="", unified_memory=0,
               memory_gib=24, bandwidth_bytes_per_s=1000e9, fp16_flop_per_s=1e15, n_devices=1, split="none",
               host_bandwidth_bytes_per_s=math.nan, host_fp32_flop_per_s=math.nan, host_threads=math.nan, cpu_only=0,
               experts_on_host=0, layers_on_gpu=math.nan, concurrency=1, sequences=1, streams=1, drafting="none",
               includes_prefill=0, context=64, generated=128, kv_bytes_per_value=2, kv_bytes_per_window_cell=0,
               kv_bytes_per_token=m.layers * 2 * m.kv_heads * m.head_dim * 2)
    return types.SimpleNamespace(**{**row, **other})


HOST = dict(host_bandwidth_bytes_per_s=100e9, host_threads=16)


class Rules(unittest.TestCase):
    def assert_rate(self, rate, expected, share=1e-9):
        self.assertIsNotNone(rate)
        self.assertLess(abs(rate / expected - 1), share, f"{rate} is not {expected}")

    def test_a_types_name_promises_its_bits(self):
        for name, bits in {"Q4_K_M": 4, "UD-IQ2_XXS": 2, "BF16": 16, "exl3-6.0bpw-mcg": 6, "AWQ": 4,
                           "compressed-tensors-w4a16-g32-asym-rtn": 4}.items():
            self.assertEqual(baselines.nominal_bits(name), bits, name)
        for name in ("dflash-quant", ""):
            self.assertTrue(math.isnan(baselines.nominal_bits(name)), name)

    def test_no_rule_answers_for_drafted_tokens_or_a_rate_with_the_prompt_inside(self):
        for name, rule in baselines.RULES.items():
            with self.subTest(name):
                self.assertIsNone(rule.rate(told(drafting="mtp")))
                self.assertIsNone(rule.rate(told(includes_prefill=1)))
                self.assertGreater(rule.rate(told()), 0)

    def test_bandwidth_over_size_knows_one_way_through_a_file(self):
        self.assert_rate(baselines.bandwidth_size(told()), 1000 / 4)
        self.assert_rate(baselines.bandwidth_size(told(n_devices=2)), 1000 / 4)
        self.assertIsNone(baselines.bandwidth_size(told(layers_on_gpu=20)))

    def test_calculators_take_a_share_of_the_added_bandwidths_over_nominal_bits(self):
        self.assert_rate(baselines.calculators(told(n_devices=2, split="layer")), 0.70 * 2 * 1000 / (8 * 0.5))
        self.assert_rate(baselines.calculators(told(olmoe(), quant="Q8_0")), 0.70 * 1000 / 1.28)

    def test_llmfit_takes_a_share_of_the_bandwidth_over_nominal_bytes(self):
        self.assert_rate(baselines.llmfit(told()), 0.55 * 1000 / (8 * 0.5))
        self.assert_rate(baselines.llmfit(told(n_devices=2)), 0.55 * 1000 / (8 * 0.5))  # memory, not speed
        self.assert_rate(baselines.llmfit(told(layers_on_gpu=20)), 0.5 * 0.55 * 1000 / (8 * 0.5))
        self.assert_rate(baselines.llmfit(told(quant="UD-Q6_K_XL")), 0.55 * 1000 / (8 * 0.75))
        self.assert_rate(baselines.llmfit(told(quant="F32")), 0.55 * 1000 / (8 * 0.5))  # its table lacks F32
        self.assertIsNone(baselines.llmfit(told(quant="IQ4_XS")))

    def test_llmfits_own_figures_for_experts_are_met(self):
        """Quoted in its source for an RX 6900 XT (512 GB/s)."""
        for quant, quoted in (("Q2_K", 281), ("Q4_K_M", 257), ("Q8_0", 216)):
            self.assert_rate(baselines.llmfit(told(olmoe(), quant=quant, bandwidth_bytes_per_s=512e9)), quoted, 0.002)

    def test_llmfit_slows_experts_that_fill_the_memory(self):
        full = told(olmoe(), memory_gib=6.92 * 0.58 / 0.8)  # 80 % used
        self.assert_rate(baselines.llmfit(full) / baselines.llmfit(told(olmoe())), 1 - 0.2 * (1 - 8 / 64))

    def test_llmfit_without_a_shape_takes_active_parameters_and_a_factor_by_experts(self):
        self.assert_rate(baselines.llmfit(told(olmoe(d_ff_expert=0))), 1000 / (1.28 * 0.58) * 0.55 * 0.70)

    def test_llmfit_on_the_host_adds_two_reading_times_and_on_a_cpu_divides_a_constant(self):
        experts = told(olmoe(), **{**HOST, "host_bandwidth_bytes_per_s": 50e9}, experts_on_host=1)
        self.assert_rate(baselines.llmfit(experts), 0.8 / (0.64 / 50 + 0.64 / 550))
        self.assert_rate(baselines.llmfit(told(**HOST, cpu_only=1)), 70 / 8 * 1.15 * 1.1 * 0.3)

    def test_whichllm_multiplies_efficiencies_by_type_and_vendor(self):
        self.assert_rate(baselines.whichllm(told()), 1000 / 4 * 0.55)
        self.assert_rate(baselines.whichllm(told(vendor="amd")), 1000 / 4 * 0.55 * 0.78)
        three = dict(vendor="amd", n_devices=3)
        self.assert_rate(baselines.whichllm(told(**three)), 1000 / 4 * 0.55 * 0.78 * 3 * 0.70)
        self.assert_rate(baselines.whichllm(told(**three, layers_on_gpu=20)), 1000 / 4 * 0.55 * 0.78 * 0.45 * 3 * 0.70)
        self.assert_rate(baselines.whichllm(told(quant="UD-Q4_K_XL")), 1000 / 4 * 0.45)
        self.assert_rate(baselines.whichllm(told(quant="UD-IQ2_XXS")), 1000 / 4 * 0.38)

    def test_whichllm_reads_at_least_a_share_of_the_experts_that_grows_with_bandwidth(self):
        self.assert_rate(baselines.whichllm(told(olmoe(), bandwidth_bytes_per_s=2000e9)), 2000 / (4 * 0.25) * 0.55)
        self.assert_rate(baselines.whichllm(told(olmoe(), bandwidth_bytes_per_s=256e9)), 256 / (4 * 1.28 / 6.92) * 0.55)

    def test_whichllm_sizes_other_formats_by_their_name_and_cpus_by_parameters(self):
        self.assert_rate(baselines.whichllm(told(quant="awq-int4", engine="vllm")), 1000 / (8 * 0.5) * 0.45)
        self.assertIsNone(baselines.whichllm(told(quant="exl3-4.0bpw-mul1", engine="vllm")))
        self.assert_rate(baselines.whichllm(told(**HOST, cpu_only=1)), 18 / 8 * 0.55 / 0.45)

    def test_gguf_parsers_own_figures_for_an_m1_max_are_met(self):
        """Its README: LLaMA 7B at context 512, 10.4 TFLOP/s and 409.6 GB/s."""
        llama = baselines.shapes()["llama-2-7b"]
        for quant, file_bytes, quoted in (("Q8_0", 7.1611e9, 52.08), ("Q4_0", 3.8258e9, 87.31)):
            row = told(llama, quant=quant, file_bytes=file_bytes, bandwidth_bytes_per_s=409.6e9, fp16_flop_per_s=10.4e12)
            self.assert_rate(baselines.gguf_parser(row), quoted, 0.001)

    def test_gguf_parser_makes_equal_cards_faster_the_more_there_are(self):
        """10 GB and no cache on cards of 1000 GB/s: 10 ms on one, 5 ms on each of two with half of the layers."""
        one = dict(layers=33, parameters=0, io=0, weight_bytes=10e9, kv_bytes=0, kv_values=0, flops=1e18, bandwidth=1000e9)
        half = dict(one, layers=16.5, weight_bytes=5e9)
        self.assert_rate(baselines.gguf_parser_rate([one], 32, 0, 512), 1 / (0.010 * 33 / 34))
        self.assert_rate(baselines.gguf_parser_rate([half, half], 32, 0, 512), 1 / (2 * 0.005 * 16.5 / 34))
        # The whole context of a cache is charged four times; the slowest of the devices weighs the others.
        cache = dict(one, layers=34, weight_bytes=0, kv_bytes=1e9)
        self.assert_rate(baselines.gguf_parser_rate([cache], 32, 0, 4096), 1 / 0.004)
        slow, fast = dict(one, layers=17, weight_bytes=8e9, bandwidth=100e9), dict(one, layers=17, weight_bytes=4e9)
        self.assert_rate(baselines.gguf_parser_rate([slow, fast], 32, 0, 512), 1 / (0.040 + 0.002 * 0.002 / 0.040))

    def test_gguf_parser_answers_for_gguf_files_only(self):
        self.assertIsNone(baselines.gguf_parser(told(engine="vllm")))

    def test_gguf_parser_keeps_a_window_and_a_batch_of_window_layers_and_counts_the_processor(self):
        row = told(eight_billion(sliding_window=1024), layers_on_gpu=16, context=10000, kv_bytes_per_token=1000,
                   kv_bytes_per_window_cell=10, host_fp32_flop_per_s=1e12, **HOST)
        card, host = baselines.gguf_parser_devices(row, 10240)
        self.assert_rate(card["kv_bytes"] + host["kv_bytes"], 1000 * 10240 + 10 * 3072)
        self.assertEqual((card["layers"], host["layers"], card["io"], host["io"]), (16, 17, 0, 2 * 128256 * 4096))

    def test_blis_adds_cache_weights_and_overheads_of_a_step(self):
        """A layer: 4096 x 2 x (4096 + 1024) of attention, 3 x 4096 x 14336 of feed-forward, 2 bytes each."""
        row = dict(quant="BF16", file_bytes=16e9, context=999)
        weights, cache = 32 * (41943040 + 176160768) * 2, 32 * 2 * 1024 * 2 * 1000
        overheads = 32 * 32.1e-6 + 4.42e-6 + 126e-6
        self.assert_rate(baselines.blis(told(**row)), 1 / ((1.947 * cache + 1.363 * weights) / 1000e9 + overheads))
        # A tensor split shares both and pays for its all-reduces; BLIS has no other split, and 3 do not divide 8 KV heads.
        reduced = 0.752 * 2 * 32 * 4096 * 2 * 2 / 2
        shared = ((1.947 * cache + 1.363 * weights) / 2 + reduced) / 1000e9
        self.assert_rate(baselines.blis(told(**row, n_devices=2, split="tensor")), 1 / (shared + overheads))
        self.assertIsNone(baselines.blis(told(**row, n_devices=2, split="layer")))
        self.assertIsNone(baselines.blis(told(**row, n_devices=3, split="tensor")))

    def test_blis_counts_the_experts_of_a_batch_and_all_its_streams(self):
        row = told(olmoe(), file_bytes=2 * 6.92e9, concurrency=4, sequences=4, streams=4, context=99)
        weights = 16 * (2048 * 2 * 4096 + 3 * 2048 * 32 * 1024) * 2  # 4 x 8 of 64 experts
        cache = 16 * 2 * 2048 * 2 * 4 * 100
        step = (1.947 * cache + 1.363 * weights) / 1000e9 + 16 * 32.1e-6 + 4 * 4.42e-6 + 126e-6
        self.assert_rate(baselines.blis(row), 4 / step)

    def test_blis_charges_alternating_layers_of_experts(self):
        row = told(olmoe(family="llama4", d_ff=1024), file_bytes=2 * 6.92e9)
        weights = (16 * 2048 * 2 * 4096 + 3 * 2048 * 1024 * (8 * 8 + 8)) * 2
        cache = 16 * 2 * 2048 * 2 * 65
        step = (1.947 * cache + 1.363 * weights) / 1000e9 + 16 * 32.1e-6 + 4.42e-6 + 126e-6 + 8 * 482e-6
        self.assert_rate(baselines.blis(row), 1 / step)


def script(*arguments):
    return subprocess.run([str(SCRIPT), *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False,
                          env={"TOKROOF": str(PROGRAM), "PATH": "/usr/bin:/bin"})


class Scores(Case):
    def test_rules_are_scored_on_tokroofs_cells_and_tokroof_on_theirs(self):
        """Two sources of one set-up; llmfit refuses the type of the second."""
        def scored(source, quant, predicted):
            return told(**{"class": "single-dense"}, cell=source, quant=quant, measured_tps=100, predicted_tps=predicted)

        said = baselines.report([scored("here", "Q4_K_M", 110), scored("elsewhere", "IQ4_XS", 150)])
        size, refused = (said[name]["by"]["class"]["single-dense"] for name in ("bandwidth_size", "llmfit"))
        self.assertEqual((size["cells"], refused["cells"]), (2, 1))
        self.assertAlmostEqual(size["median"], math.log(2.5))
        self.assertAlmostEqual(size["tokroof_median"], (math.log(1.1) + math.log(1.5)) / 2)
        self.assertAlmostEqual(refused["tokroof_median"], math.log(1.1))
        self.assertEqual(said["llmfit"]["all"], refused)

    def test_a_table_of_runs_gives_a_document_and_a_table(self):
        document = json.loads(script(GUIDE, "--json").stdout)["baselines"]
        self.assertEqual(list(document), list(baselines.RULES))
        classes = self.json_of("evaluate", GUIDE)["by"]["class"]
        for name, rule in document.items():
            self.assertTrue(rule["by"]["class"], f"{name} answers nothing")
            for cls, entry in rule["by"]["class"].items():
                self.assertLessEqual(entry["cells"], classes[cls]["cells"], name)
                if entry["cells"] == classes[cls]["cells"]:
                    self.assertAlmostEqual(entry["tokroof_median"], classes[cls]["median"], places=6)
        self.assertTrue(script(GUIDE).stdout.startswith("class"))
        wrong = script("/nowhere.tsv")
        self.assertEqual((wrong.returncode, wrong.stdout), (2, ""))
        self.assertIn("/nowhere.tsv", wrong.stderr)

    def test_the_rows_state_what_the_rules_ask(self):
        with tempfile.TemporaryDirectory() as folder:
            self.text_of("evaluate", GUIDE, "--rows", f"{folder}/rows.tsv")
            with open(f"{folder}/rows.tsv", encoding="utf-8", newline="") as file:
                columns = next(csv.reader(file, delimiter="\t"))
        self.assertEqual(set(vars(told())) - {"model"} - set(columns), set())

    def test_the_table_of_the_documents_is_of_these_rules_and_of_the_stored_figures(self):
        """Its rules need no refit; its own column is what the last fit stored."""
        page = (ROOT / "docs" / "baselines.md").read_text(encoding="utf-8")
        shown = re.search(r"\$ scripts/baselines --leave-out device --md\n(.*?)\n\n", page, re.DOTALL)[1].splitlines()
        fresh = script("--md").stdout.splitlines()
        stored = self.text_of("evaluate", "--summary", "--md").splitlines()
        cut = [[re.sub(r": [\d.]+\)", ")", cell.strip()) for cell in line.split("|")[1:-1]] for line in shown]
        self.assertEqual([line[:2] + line[3:] for line in cut[2:]],
                         [[re.sub(r": [\d.]+\)", ")", cell.strip()) for i, cell in enumerate(line.split("|")[1:-1]) if i != 2]
                          for line in fresh[2:len(shown)]])
        self.assertEqual([line[:3] for line in cut[2:]],
                         [[cell.strip() for cell in line.split("|")[1:4]] for line in stored[2:len(shown)]])


if __name__ == "__main__":
    unittest.main()
