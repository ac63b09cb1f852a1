"""The solver is loaded where something is fitted: without it the program does all else; installed, it is found."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from _tokroof import PROGRAM, run_row, runs_table

QUESTION = ("predict", "--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M", "--json")


class Solver(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def document(self, program, *arguments):
        result = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False, timeout=300)
        return result.returncode, json.loads(result.stdout)

    def fit(self, program):
        runs = self.folder / "mine.tsv"
        runs.write_text(runs_table(run_row(model="llama-3.1-8b", tg_tps="120")), encoding="utf-8")
        return self.document(program, "fit", "--runs", str(runs), "--json")

    def test_without_the_solver_everything_but_fitting_works(self):
        alone = self.folder / "tokroof"
        shutil.copy(PROGRAM, alone)
        self.assertEqual(self.document(alone, *QUESTION), self.document(PROGRAM, *QUESTION))
        status, answer = self.fit(alone)
        self.assertEqual(status, 3)
        self.assertEqual(answer["error"]["kind"], "cannot-model", answer)
        self.assertIn("solver", answer["error"]["message"])

    def test_a_program_that_only_predicts_does_not_load_ceres(self):
        if shutil.which("readelf") is None:
            self.skipTest("no readelf")
        needed = subprocess.run(["readelf", "--dynamic", str(PROGRAM)], capture_output=True, text=True, check=True).stdout
        self.assertIn("libstdc++", needed)
        self.assertNotIn("libceres", needed)
        self.assertNotIn("libglog", needed)

    @unittest.skipUnless(shutil.which("cmake") and (PROGRAM.parent / "cmake_install.cmake").exists(), "no build folder")
    def test_an_installed_program_finds_it(self):
        subprocess.run(["cmake", "--install", str(PROGRAM.parent), "--prefix", str(self.folder)], check=True,
                       capture_output=True)
        status, answer = self.fit(self.folder / "bin" / "tokroof")
        self.assertEqual(status, 0, answer)


if __name__ == "__main__":
    unittest.main()
