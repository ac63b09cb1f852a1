"""How the tests here run the program and check what it prints."""
import importlib.machinery
import importlib.util
import json
import math
import os
import pathlib
import random
import subprocess
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("TOKROOF", ROOT / "build" / "tokroof"))
SCHEMAS = ROOT / "answers" / "schema"
# One that never ends is noticed. Under sanitizers everything takes many times as long: ./test --all.
MOST_S = 300 * float(os.environ.get("TOKROOF_PATIENCE", "1"))
# Draws random questions; TOKROOF_LAWS_SEED repeats a run.
LAWS = PROGRAM.parent / "tests" / "tokroof_laws_tests"
SEED = int(os.environ.get("TOKROOF_LAWS_SEED", random.SystemRandom().randrange(2**32)))
GUIDE = ROOT / "datasets" / "runs" / "guide-1.tsv"


RUNS_COLUMNS = GUIDE.read_text(encoding="utf-8").splitlines()[0].split("\t")


def run_row(**cells):
    """A row of a runs table: one stream on an RTX 4090, but for the cells that are given."""
    run = {"source": "mine", "url": "my desk", "engine": "llama.cpp", "engine_date": "2026-01-01", "backend": "cuda",
           "device": "rtx-4090", "n_devices": "1", "quant": "Q4_K_M", "n_gen": "128", "depth": "0", "concurrency": "1",
           "rate": "stream", **cells}
    unknown = set(run) - set(RUNS_COLUMNS)
    assert not unknown, unknown
    return "\t".join(run.get(name, "") for name in RUNS_COLUMNS)


def runs_table(*rows):
    return "\n".join(("\t".join(RUNS_COLUMNS), *rows)) + "\n"


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def loaded_script(name):
    """A file of scripts/ as a module."""
    module_name = name.replace("-", "_")
    loader = importlib.machinery.SourceFileLoader(module_name, str(ROOT / "scripts" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(module_name, loader))
    loader.exec_module(module)
    return module


def tokroof(*arguments, stdin=None):
    """stdout, stderr and exit status of the program."""
    return subprocess.run([str(PROGRAM), *map(str, arguments)], input=stdin, capture_output=True, text=True,
                          encoding="utf-8", timeout=MOST_S, check=False)


def numbers(value):
    """Every number in a JSON document."""
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value


def no_constant(name):
    raise AssertionError(f"{name} is no JSON")


class Case(unittest.TestCase):
    def json_of(self, *arguments, status=0, valid=None, stdin=None):
        """The one document that --json prints, checked against its schema; errors against that of errors."""
        result = tokroof(*arguments, "--json", stdin=stdin)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        document = json.loads(result.stdout, parse_constant=no_constant)
        self.assertTrue(all(math.isfinite(x) for x in numbers(document)))
        jsonschema.validate(document, schema(valid or ("error" if status >= 2 else arguments[0])),
                            cls=jsonschema.Draft202012Validator)
        return document

    def error_of(self, *arguments, where, status, kind):
        """`where`: the option, or the place in a file, that the error must point at."""
        error = self.json_of(*arguments, status=status)["error"]
        self.assertEqual(error["kind"], kind, error)
        self.assertEqual(error["where"], str(where), error)
        plain = tokroof(*arguments)
        self.assertEqual(plain.returncode, status)
        self.assertEqual(plain.stdout, "", "an error in words belongs on stderr")
        self.assertTrue(plain.stderr)
        return error

    def text_of(self, *arguments):
        result = tokroof(*arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stderr, "")
        return result.stdout
