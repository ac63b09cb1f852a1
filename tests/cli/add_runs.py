"""scripts/add-runs: a stranger's figures become a table, or are refused with the reason, and nothing is written unasked."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from _tokroof import GUIDE, PROGRAM, ROOT, Case

LLAMA_BENCH = """\
ggml_cuda_init: found 1 CUDA devices:
  Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes
| model                          |       size |     params | backend    | ngl |          test |                  t/s |
| ------------------------------ | ---------: | ---------: | ---------- | --: | ------------: | -------------------: |
| llama 8B Q4_K - Medium         |   4.58 GiB |     8.03 B | CUDA       |  99 |         pp512 |      4600.12 ± 10.30 |
| llama 8B Q4_K - Medium         |   4.58 GiB |     8.03 B | CUDA       |  99 |         tg128 |         12.10 ± 0.11 |
"""


class AddRuns(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.datasets = self.folder / "datasets"
        (self.datasets / "runs").mkdir(parents=True)
        for name in ("runs.json", "coefficients.json"):
            shutil.copy(ROOT / "datasets" / name, self.datasets)
        self.before = (self.datasets / "runs.json").read_text(encoding="utf-8")

    def add(self, *arguments, status=0):
        result = subprocess.run([ROOT / "scripts" / "add-runs", *map(str, arguments), "--datasets", self.datasets],
                                env={**os.environ, "TOKROOF": str(PROGRAM)}, capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result.stdout + result.stderr

    def bench(self):
        path = self.folder / "bench.txt"
        path.write_text(LLAMA_BENCH, encoding="utf-8")
        return path

    def test_a_table_is_judged_and_nothing_is_written_without_write(self):
        said = self.add(GUIDE, "--source", "a-guide", "--url", "u", "--date", "2026", "--no-fit")
        self.assertIn("12 runs, 12 evaluated", said)
        self.assertRegex(said, r"line \d+: slow: measured 3.12 tok/s")
        self.assertIn("contradict the runs that are there", said)
        self.assertEqual(list((self.datasets / "runs").iterdir()), [])
        self.assertEqual((self.datasets / "runs.json").read_text(encoding="utf-8"), self.before)

    def test_what_a_benchmark_printed_becomes_a_table_with_its_source(self):
        said = self.add(self.bench(), "--source", "a-forum", "--url", "https://example.org/thread", "--date", "2026-11-01",
                        "--why", "a reader's card", "--hold-out", "--write")
        self.assertIn("1 row of", said)  # 12 tok/s is slow for a 3090
        table = self.datasets / "runs" / "a-forum.tsv"
        header, *rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            cells = dict(zip(header, row))
            self.assertEqual((cells["source"], cells["url"], cells["date"]),
                             ("a-forum", "https://example.org/thread", "2026-11-01"))
            self.assertEqual(cells["device"], "rtx-3090")
        entries = json.loads((self.datasets / "runs.json").read_text(encoding="utf-8"))["tables"]
        names = [entry["table"] for entry in entries]
        self.assertEqual(names, sorted(names))
        self.assertIn({"table": "a-forum", "fit": False, "why": "a reader's card"}, entries)

    def test_a_table_may_come_first_or_last(self):
        for name in ("aa", "zz"):
            self.add(self.bench(), "--source", name, "--url", "u", "--date", "2026", "--hold-out", "--write")
        names = [e["table"] for e in json.loads((self.datasets / "runs.json").read_text(encoding="utf-8"))["tables"]]
        self.assertEqual((names[0], names[-1]), ("aa", "zz"))

    def test_what_has_no_source_or_a_name_that_is_taken_is_refused(self):
        self.assertIn("without url: state --url", self.add(self.bench(), "--source", "x", "--date", "2026", "--no-fit", status=1))
        self.assertIn("has that table already", self.add(self.bench(), "--source", "guide-1", "--no-fit", status=1))
        self.assertIn("small letters", self.add(self.bench(), "--source", "../x", "--no-fit", status=1))


if __name__ == "__main__":
    unittest.main()
