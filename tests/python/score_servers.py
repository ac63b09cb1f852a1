"""scripts/score-servers and datasets/serving.tsv: the table names what the program knows, and the program answers its rows."""
import importlib.machinery
import importlib.util
import random
import statistics
import unittest

from _module import ROOT

SCRIPT = ROOT / "scripts" / "score-servers"
SAMPLE, SEED = 25, 20260101
LARGEST_ERROR = 0.45  # median |ln| of the sample's throughputs


def loaded():
    spec = importlib.util.spec_from_loader("score_servers_script",
                                           importlib.machinery.SourceFileLoader("score_servers_script", str(SCRIPT)))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


servers = loaded()
rows = servers.read()
try:
    import tokroof
except ImportError:
    tokroof = None


class Table(unittest.TestCase):
    def test_schema_names_every_column(self):
        schema = (ROOT / "datasets" / "SCHEMA.md").read_text(encoding="utf-8").split("## serving.tsv")[1].split("\n## ")[0]
        for column in rows[0]:
            self.assertIn(f"`{column}`", schema)

    def test_every_row_has_its_source_and_a_figure(self):
        for row in rows:
            self.assertTrue(row["source"] and row["url"].startswith("http"), row)
            self.assertTrue(any(row[column] and float(row[column]) > 0 for column, _, _ in servers.FIGURES), row)
            self.assertIn(row["lengths"], servers.SPREADS)
            self.assertIn(row["fitted"], ("", "yes"))

    def test_requests_come_at_a_rate_or_from_clients(self):
        for row in rows:
            self.assertTrue(row["request_rate_per_s"] or row["concurrency"], row["source"])

    @unittest.skipUnless(tokroof, "the Python module was not built")
    def test_every_device_and_model_is_an_entry_of_the_catalog(self):
        for column, kind in (("device", "devices"), ("model", "models")):
            known = {entry["slug"] for entry in tokroof.list(kind)[kind]}
            self.assertLessEqual({row[column] for row in rows}, known)


class Score(unittest.TestCase):
    def test_a_row_becomes_the_traffic_that_its_benchmark_sent(self):
        row = dict.fromkeys(rows[0], "")
        row.update(device="h100-sxm", model="qwen3-8b", engine="vllm", n_prompt="232.6", n_gen="220.4", lengths="uniform",
                   requests="100", concurrency="4", max_num_seqs="64")
        asked = servers.question(row)
        self.assertEqual((asked["n_prompt"], asked["n_gen"], asked["requests"], asked["max_num_seqs"]), (233, 220, 100, 64))
        self.assertEqual(asked["concurrency"], 4)
        self.assertNotIn("request_rate", asked)
        self.assertAlmostEqual(asked["length_spread"], 0.57735, places=5)
        self.assertEqual(servers.question({**row, "request_rate_per_s": "2"})["request_rate"], 2)
        self.assertGreater(servers.question({**row, "request_rate_per_s": "inf", "concurrency": ""})["request_rate"], 1e6)
        layout = servers.question({**row, "pipeline_parallel": "2", "expert_parallel": "1"})
        self.assertEqual((layout["pipeline_parallel"], layout["expert_parallel"]), (2, True))

    def test_errors_count_in_both_directions_and_a_missing_end_has_no_bound(self):
        twice, half = servers.Figure(1, 2, 1.5, None), servers.Figure(2, 1, 0, 1.5)
        self.assertAlmostEqual(servers.median_error([twice, half]), 0.6931, places=4)
        self.assertEqual(servers.factor([twice, half]), "1.00")
        self.assertEqual([servers.inside(f) for f in (twice, half)], [False, False])
        self.assertTrue(servers.inside(servers.Figure(9, 2, 1.5, None)))

    @unittest.skipUnless(tokroof, "the Python module was not built")
    def test_a_sample_of_rows_is_answered_and_their_throughput_is_near_the_published_one(self):
        sample = random.Random(SEED).sample(rows, SAMPLE)
        figures = []
        for row in sample:
            answer = servers.answer(row)
            self.assertIsInstance(answer, dict, (row["source"], answer))
            figures.append(answer["output_tps"])
        self.assertLess(servers.median_error(figures), LARGEST_ERROR)
        self.assertGreater(statistics.mean(map(servers.inside, figures)), 0.5)


if __name__ == "__main__":
    unittest.main()
