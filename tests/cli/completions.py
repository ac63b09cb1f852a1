"""Completions, by the shells themselves. A shell that is not installed is skipped."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from _tokroof import PROGRAM, Case

BASH = r"""
source "$SCRIPT"
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_tokroof tokroof
printf '%s\n' "${COMPREPLY[@]}"
"""

# A shell on a pseudo-terminal completes a line as it is typed; what would be shown is printed instead.
ZSH = r"""
zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner "PROMPT= RPROMPT=; stty -echo 2>/dev/null; autoload -U compinit; compinit -u -D; source $SCRIPT"
zpty -w inner 'compadd() {
  local i; for i in "$@"; do [[ $i == -[OAD] ]] && { builtin compadd "$@"; return }; done
  local -a __found; builtin compadd -O __found "$@"; (( $#__found )) && print -l -- "<<"$^__found">>"
  builtin compadd "$@"
}
finish() { print END; exit }
zle -C list list-choices _main_complete
complete_line() { compstate[insert]=; compstate[list]=; _main_complete; print "<END>"; }
zle -C widget complete-word complete_line
bindkey "^I" widget; print READY'
zpty -r inner output '*READY*READY*'
zpty -n -w inner "$LINE"$'\t'
zpty -r inner output '*<END>*'
print -r -- $output
zpty -d inner
"""


class Completion:
    """What the shells have in common: `shell`, and `offered` that asks it."""

    @classmethod
    def setUpClass(cls):
        if shutil.which(cls.shell) is None:
            raise unittest.SkipTest(f"{cls.shell} is not installed")
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.script = pathlib.Path(cls.folder.name) / "script"
        cls.script.write_text(subprocess.run([str(PROGRAM), "completions", cls.shell], capture_output=True, text=True,
                                             check=True).stdout, encoding="utf-8")
        (pathlib.Path(cls.folder.name) / "tokroof").symlink_to(PROGRAM.resolve())
        (pathlib.Path(cls.folder.name) / "claims-of-mine.tsv").touch()
        cls.environment = {**os.environ, "PATH": f"{cls.folder.name}:{os.environ['PATH']}", "HOME": cls.folder.name,
                           "SCRIPT": str(cls.script), "TERM": "dumb"}

    def run_shell(self, *arguments, **environment):
        return subprocess.run([self.shell, *arguments], capture_output=True, text=True, timeout=120, check=False,
                              cwd=self.folder.name, env={**self.environment, **environment})

    def test_verbs(self):
        self.assertEqual(self.offered("pre"), {"predict"})
        self.assertLessEqual({"check", "capacity", "calibrate", "completions"}, self.offered("c"))

    def test_options(self):
        self.assertLessEqual({"--n-depth", "--n-devices", "--n-cpu-moe"}, self.offered("predict", "--n-"))
        self.assertNotIn("--n-depth", self.offered("list", "--n"))
        self.assertIn("--names", self.offered("list", "--n"))

    def test_a_flag_takes_no_value(self):
        self.assertIn("--n-depth", self.offered("predict", "--json", "--n-"))

    def test_words_of_an_option(self):
        self.assertEqual(self.offered("rank", "--by", "tps-per"), {"tps-per-usd", "tps-per-w"})
        self.assertEqual(self.offered("predict", "--split-mode", "t"), {"tensor"})
        self.assertEqual(self.offered("predict", "-sm", "t"), {"tensor"})

    def test_words_without_a_name(self):
        self.assertEqual(self.offered("list", "mo"), {"models"})
        self.assertEqual(self.offered("completions", "z"), {"zsh"})

    def test_names_of_catalogs(self):
        self.assertLessEqual({"rtx-4090", "rtx-4080"}, self.offered("predict", "--device", "rtx-40"))
        self.assertIn("llama-3.1-8b", self.offered("predict", "-m", "llama-3.1"))
        self.assertIn("Q4_K_M", self.offered("capacity", "--quant", "Q4_K"))
        self.assertEqual(self.offered("predict", "--device", "rtx-40", "-m", "no-such"), set())

    def test_names_are_found_in_other_letters(self):
        self.assertIn("Q4_K_M", {name.replace("\\", "") for name in self.offered("capacity", "--quant", "q4_k")})

    def test_a_part_of_a_name(self):
        self.assertIn("rtx-3090", self.offered("predict", "--device", "3090"))
        self.assertEqual(self.offered("predict", "--device", "no-such"), set())

    def test_the_last_of_several(self):
        found = self.offered("predict", "--device", "rtx-5090+rtx-40")
        self.assertTrue({"rtx-5090+rtx-4090", "rtx-4090"} & found, found)
        self.assertTrue({"rtx-3090,m4-max-40c", "m4-max-40c"} & self.offered("rank", "--devices", "rtx-3090,m4-max"))

    def test_files(self):
        self.assertIn("claims-of-mine.tsv", self.offered("audit", "--claims", "cl"))
        self.assertIn("claims-of-mine.tsv", self.offered("check", "cl"))
        self.assertNotIn("claims-of-mine.tsv", self.offered("predict", "--n-devices", "cl"))


class Bash(Completion, Case):
    shell = "bash"

    def offered(self, *words):
        result = self.run_shell("--norc", "-c", BASH, "bash", "tokroof", *words)
        self.assertEqual(result.stderr, "")
        return set(result.stdout.split())

    def test_the_script_is_sound(self):
        self.assertEqual(self.run_shell("-n", str(self.script)).stderr, "")

    def test_an_equals_sign_as_bash_splits_it(self):
        self.assertIn("rtx-4090", self.offered("predict", "--device", "=", "rtx-40"))
        self.assertIn("rtx-4090", self.offered("predict", "--device", "="))


class Zsh(Completion, Case):
    shell = "zsh"

    def offered(self, *words):
        result = self.run_shell("-f", "-c", ZSH, LINE=" ".join(("tokroof", *words)))
        self.assertIn("<END>", result.stdout, result.stderr)
        return set(re.findall(r"<<([^>]*)>>", result.stdout))

    def test_the_script_is_sound(self):
        self.assertEqual(self.run_shell("-n", str(self.script)).stderr, "")


class Fish(Completion, Case):
    shell = "fish"

    def offered(self, *words):
        result = self.run_shell("--no-config", "-c", f"source {self.script}; complete -C 'tokroof {' '.join(words)}'")
        self.assertEqual(result.stderr, "")
        return {line.split("\t")[0] for line in result.stdout.splitlines()}

    def test_the_script_is_sound(self):
        self.assertEqual(self.run_shell("--no-execute", str(self.script)).stderr, "")


class Documents(Case):
    def test_each_script_as_a_document(self):
        for shell in ("bash", "zsh", "fish"):
            document = self.json_of("completions", shell)
            self.assertEqual(document["script"], self.text_of("completions", shell))
        self.error_of("completions", "csh", where="shell", status=2, kind="usage")


if __name__ == "__main__":
    unittest.main()
