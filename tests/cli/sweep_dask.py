"""Sweeps on several machines: what scripts/sweep-dask and scripts/sweep-slurm put together is what one run writes."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from _tokroof import PROGRAM, ROOT, tokroof

OPTIONS = ("--device", "rtx-4090,rtx-5090", "--model", "llama-3.1-8b,llama-3.3-70b", "--quant", "Q4_K_M", "--n-depth",
           "0-300", "--no-interval")


def has_distributed():
    found = subprocess.run(["/usr/bin/python3", "-c", "import distributed"], capture_output=True, check=False)
    return found.returncode == 0


class Recipes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def whole(self, extension):
        path = self.folder / f"whole{extension}"
        done = tokroof("sweep", *OPTIONS, "-o", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        return path.read_bytes()

    def script(self, name, *arguments, **environment):
        return subprocess.run([str(ROOT / "scripts" / name), *map(str, arguments)], capture_output=True, text=True,
                              timeout=280, check=False, env={**os.environ, "TOKROOF": str(PROGRAM), **environment})


@unittest.skipUnless(has_distributed(), "Debian's python3-distributed is not installed")
class Dask(Recipes):
    def dask(self, *arguments):
        return self.script("sweep-dask", *arguments)

    def test_merged_is_the_whole(self):
        for extension in (".jsonl", ".csv"):
            done = self.dask("--workers", "2", "--shards", "7", "--report", "-o", self.folder / f"rows{extension}", "--",
                             *OPTIONS)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual((self.folder / f"rows{extension}").read_bytes(), self.whole(extension))
            report = json.loads(done.stdout)
            self.assertEqual((report["parts"], report["workers"]), (7, 2))
        left = sorted(path.name for path in self.folder.iterdir())
        self.assertEqual(left, ["rows.csv", "rows.jsonl", "whole.csv", "whole.jsonl"])

    def test_wrong_options_are_not_tried_again(self):
        done = self.dask("--workers", "1", "-o", self.folder / "rows.jsonl", "--", "--device", "rtx-409", "--model",
                         "llama-3.1-8b")
        self.assertEqual(done.returncode, 2)
        self.assertIn("unknown device 'rtx-409'", done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_part_that_dies_is_made_again(self):
        dies_once = self.folder / "dies-once"
        dies_once.write_text(f"""#!/bin/sh
if mkdir '{self.folder}/died' 2>/dev/null; then kill -9 $$; fi
exec '{PROGRAM}' "$@"
""", encoding="utf-8")
        dies_once.chmod(0o755)
        options = ("--workers", "1", "--shards", "3", "--program", dies_once, "-o", self.folder / "rows.jsonl")
        done = self.dask(*options, "--", *OPTIONS)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "died").exists())
        self.assertEqual((self.folder / "rows.jsonl").read_bytes(), self.whole(".jsonl"))
        (self.folder / "died").rmdir()
        (self.folder / "rows.jsonl").unlink()
        done = self.dask(*options, "--retries", "0", "--", *OPTIONS)
        self.assertEqual(done.returncode, 2)
        self.assertIn("exit status -9", done.stderr)
        self.assertFalse((self.folder / "rows.jsonl").exists())

    def test_parts_that_are_there_are_not_made_again(self):
        parts = self.folder / "parts"
        options = ("--workers", "1", "--shards", "3", "--folder", parts, "-o", self.folder / "rows.jsonl")
        self.assertEqual(self.dask(*options, "--", *OPTIONS).returncode, 0)
        times = {path: path.stat().st_mtime_ns for path in parts.rglob("part-*")}
        self.assertEqual(len(times), 3)
        missing = min(times)
        missing.unlink()
        self.assertEqual(self.dask(*options, "--", *OPTIONS).returncode, 0)
        for path, at in times.items():
            self.assertEqual(path.stat().st_mtime_ns == at, path != missing)
        self.assertEqual((self.folder / "rows.jsonl").read_bytes(), self.whole(".jsonl"))


class Slurm(Recipes):
    def array(self, ids, extension, **environment):
        for task in ids:
            done = self.script("sweep-slurm", self.folder / "parts", extension, "--", *OPTIONS,
                               SLURM_ARRAY_TASK_ID=str(task), **environment)
            self.assertEqual(done.returncode, 0, done.stderr)

    def merged(self, name):
        done = self.script("sweep-slurm", "--merge", self.folder / "parts", self.folder / name)
        self.assertEqual(done.returncode, 0, done.stderr)
        return (self.folder / name).read_bytes()

    def test_merged_is_the_whole(self):
        self.array(range(1, 5), ".csv", SLURM_ARRAY_TASK_MIN="1", SLURM_ARRAY_TASK_COUNT="4")
        self.assertEqual(self.merged("rows.csv"), self.whole(".csv"))

    def test_ids_from_zero_in_steps(self):
        self.array(range(0, 10, 2), ".jsonl", SLURM_ARRAY_TASK_MIN="0", SLURM_ARRAY_TASK_STEP="2",
                   SLURM_ARRAY_TASK_COUNT="5")
        self.assertEqual(self.merged("rows.jsonl"), self.whole(".jsonl"))

    def test_one_task_again(self):
        self.array((1, 3), ".jsonl", SLURM_ARRAY_TASK_MIN="1", SLURM_ARRAY_TASK_COUNT="3")
        done = self.script("sweep-slurm", "--merge", self.folder / "parts", self.folder / "rows.jsonl")
        self.assertEqual(done.returncode, 1)
        self.assertIn("part 2 of 3 is missing", done.stderr)
        self.array((2,), ".jsonl", SLURM_ARRAY_TASK_MIN="2", SLURM_ARRAY_TASK_COUNT="1", SHARDS="3")
        self.assertEqual(self.merged("rows.jsonl"), self.whole(".jsonl"))

    def test_usage(self):
        self.assertEqual(self.script("sweep-slurm").returncode, 2)
        self.assertEqual(self.script("sweep-slurm", "folder", ".txt", "--", "--device", "x").returncode, 2)


if __name__ == "__main__":
    unittest.main()
