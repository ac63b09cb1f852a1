"""README and docs/ show what the program prints: every `$ tokroof ...` block is run and compared."""
import json
import os
import pathlib
import re
import shlex
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("TOKROOF", str(ROOT / "build/tokroof"))


def blocks(page):
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        command, _, shown = block.partition("\n")
        if command.startswith("$ tokroof "):
            yield command[2:], shown


class Readme(unittest.TestCase):
    def test_every_block_is_what_the_program_prints(self):
        readme = ROOT / "README.md"
        self.assertGreaterEqual(len(list(blocks(readme))), 3)
        for page in (readme, *(ROOT / "docs").glob("*.md")):
            for command, shown in blocks(page):
                with self.subTest(command=command, page=page.name):
                    words = shlex.split(command)
                    result = subprocess.run([PROGRAM, *words[1:]], cwd=ROOT, capture_output=True, text=True)
                    if page == readme:
                        self.assertEqual(result.stdout.strip(), shown.strip())
                    else:  # a page may show the first lines
                        self.assertTrue(result.stdout.startswith(shown), result.stdout)

    def test_what_is_said_of_the_three_cards_is_what_diagnose_says(self):
        answer = subprocess.run([PROGRAM, "diagnose", ROOT / "datasets" / "runs" / "guide-1.tsv", "--json"], capture_output=True,
                                text=True, check=True)
        row = next(row for row in json.loads(answer.stdout)["rows"] if row["measured_tps"] == 3.12)
        (first, p_first), (second, p_second) = [(h["name"], f"{100 * h['probability']:.0f} %") for h in row["hypotheses"][:2]]
        self.assertEqual((first, second), ("cpu", "partial-offload"))
        for page, said in ((ROOT / "README.md", "the processor ({}) or mostly there ({})"),
                           (ROOT / "docs" / "how-tokroof-works.md", "gives {} to a model that ran on the processor and {} to one")):
            self.assertIn(said.format(p_first, p_second), " ".join(page.read_text(encoding="utf-8").split()))

    def test_links_to_files_lead_somewhere(self):
        for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
            text = page.read_text(encoding="utf-8")
            for target in re.findall(r"\]\(([^)#\s]+)", text):
                if "://" not in target:
                    self.assertTrue((page.parent / target).exists(), f"{page.name}: {target}")

    def test_every_page_is_in_the_site_map_and_the_readme_stays_short(self):
        listed = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
        for page in (ROOT / "docs").glob("*.md"):
            if page.name != "README.md":
                self.assertIn(f"]({page.name})", listed)
        for notebook in (ROOT / "notebooks").glob("*.ipynb"):
            self.assertIn(notebook.name, listed)
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        self.assertIn("](docs/README.md)", readme)
        self.assertLessEqual(len(readme.splitlines()), 130)


if __name__ == "__main__":
    unittest.main()
