"""The manual page has all that the help has; `cmake --install` puts it where man looks, and completions where shells look."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from _tokroof import PROGRAM, Case, tokroof


def bare(roff):
    return re.sub(r"\\f[BIR]", "", roff).replace("\\-", "-").replace("\\(aq", "'").replace("\\e", "\\")


class Page(Case):
    def test_every_verb_and_every_option_of_the_help(self):
        page = bare(self.text_of("man"))
        listed = tokroof("--help").stdout.split("Subcommands:")[1]
        verbs = re.findall(r"^  (\w+) ", listed, re.MULTILINE)
        self.assertGreater(len(verbs), 12)
        for verb in verbs:
            self.assertIn(f"\n.SS tokroof {verb}\n", page)
            names = set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", tokroof(verb, "--help").stdout, re.MULTILINE))
            self.assertGreater(len(names), 1)
            for name in names:
                with self.subTest(f"{verb} {name}"):
                    self.assertRegex(page, rf"(?m)^.*{name}\b")

    def test_it_has_the_usual_sections(self):
        page = self.text_of("man")
        for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "VERBS", "EXIT STATUS", "ENVIRONMENT"):
            self.assertIn(f"\n.SH {section}\n", page)
        self.assertIn("EXAMPLES", page)

    def test_the_document_has_the_options_of_the_help(self):
        verbs = {verb["name"]: verb for verb in self.json_of("man")["verbs"]}
        options = {name: o for o in verbs["predict"]["options"] for name in o["names"]}
        self.assertEqual(options["--n-gpu-layers"], options["-ngl"])
        self.assertEqual(options["--device"]["names_of"], "devices")
        self.assertIn("cuda", options["--backend"]["words"])
        for verb, facts in verbs.items():
            text = tokroof(verb, "--help").stdout
            for option in facts["options"]:
                for name in option["names"]:
                    if name.startswith("--"):
                        self.assertIn(name, text)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_mandoc_finds_nothing_wrong(self):
        result = subprocess.run(["mandoc", "-T", "lint", "-W", "style"], input=self.text_of("man"), capture_output=True,
                                text=True, check=False)
        self.assertEqual(result.stdout + result.stderr, "")

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_it_reads_as_the_help_does(self):
        page = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=300"], input=self.text_of("man"), capture_output=True,
                              text=True, check=True).stdout
        page = re.sub(r".\x08", "", page)
        self.assertIn("tokroof predict --device rtx-4090 --model llama-3.1-8b --quant Q4_K_M --n-depth 4096", page)
        self.assertIn("'gpu 24gb'", page)


@unittest.skipUnless(shutil.which("cmake") and (PROGRAM.parent / "cmake_install.cmake").exists(), "no build folder")
class Installed(unittest.TestCase):
    def test_everything_is_where_it_is_looked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["cmake", "--install", str(PROGRAM.parent), "--prefix", folder], check=True, capture_output=True,
                           env={key: value for key, value in os.environ.items() if key != "DESTDIR"})
            root = pathlib.Path(folder)
            program = root / "bin" / "tokroof"
            for file, arguments in (("share/man/man1/tokroof.1", ("man",)),
                                    ("share/bash-completion/completions/tokroof", ("completions", "bash")),
                                    ("share/zsh/site-functions/_tokroof", ("completions", "zsh")),
                                    ("share/fish/vendor_completions.d/tokroof.fish", ("completions", "fish"))):
                with self.subTest(file):
                    printed = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=True).stdout
                    self.assertEqual((root / file).read_text(encoding="utf-8"), printed)


if __name__ == "__main__":
    unittest.main()
