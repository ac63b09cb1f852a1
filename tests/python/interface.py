"""The interface itself: stubs are complete, docstrings say units, the package installs."""
import ast
import inspect
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import tokroof
from _module import ROOT, Case

STUB = ROOT / "python" / "tokroof" / "__init__.pyi"
BUILD = pathlib.Path(tokroof.__file__).resolve().parents[2]


def stub():
    return ast.parse(STUB.read_text(encoding="utf-8"))


def functions_of(body):
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def classes_of(body):
    return {node.name: node for node in body if isinstance(node, ast.ClassDef)}


def arguments_of(node):
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return [name for name in names if name != "self"] + (["**"] if node.args.kwarg else [])


def parameters_of(function):
    parameters = inspect.signature(function).parameters.values()
    names = [p.name for p in parameters if p.kind is not p.VAR_KEYWORD and p.name != "self"]
    return names + (["**"] if any(p.kind is p.VAR_KEYWORD for p in parameters) else [])


class Stubs(Case):
    def test_every_public_name_is_in_the_stub(self):
        tree = stub()
        declared = set(functions_of(tree.body)) | set(classes_of(tree.body))
        self.assertEqual(set(tokroof.__all__), declared & set(tokroof.__all__))
        public = {name for name, value in vars(tokroof).items()
                  if not name.startswith("_") and not inspect.ismodule(value)}
        self.assertEqual(public, set(tokroof.__all__))

    def test_functions_and_methods_have_the_arguments_of_the_stub(self):
        tree = stub()
        methods = functions_of(classes_of(tree.body)["Model"].body)
        for name, method in inspect.getmembers(tokroof.Model, inspect.isfunction):
            if name.startswith("_") and name != "__init__":
                continue
            with self.subTest(f"Model.{name}"):
                self.assertIn(name, methods)
                self.assertEqual(sorted(arguments_of(methods[name])), sorted(parameters_of(method)))
        for name, function in functions_of(tree.body).items():
            with self.subTest(name):
                self.assertEqual(sorted(arguments_of(function)), sorted(parameters_of(getattr(tokroof, name))))

    def test_the_stub_knows_every_scenario_option(self):
        options = tokroof.options()["options"]
        served = {option["key"] for option in options if option["group"] == "Traffic"}
        set_up = {option["key"] for option in options} - served
        for name, keys in (("Scenario", set_up), ("Scenarios", set_up), ("Served", served)):
            body = classes_of(stub().body)[name].body
            declared = {node.target.id for node in body if isinstance(node, ast.AnnAssign)}
            self.assertEqual(declared, keys, name)

    def test_the_errors_have_their_fields(self):
        classes = classes_of(stub().body)
        fields = {node.target.id for node in classes["Error"].body if isinstance(node, ast.AnnAssign)}
        try:
            tokroof.predict(device="nothing like it")
        except tokroof.Error as error:
            self.assertEqual(fields, set(vars(error)))


class Docstrings(Case):
    def test_everything_public_says_what_it_does(self):
        for name in tokroof.__all__:
            with self.subTest(name):
                self.assertTrue((getattr(tokroof, name).__doc__ or "").strip())

    def test_figures_come_with_units(self):
        for name in ("predict", "predict_array", "capacity", "rank", "models", "check", "diagnose", "runs", "evaluate",
                     "calibrate"):
            with self.subTest(name):
                self.assertRegex(getattr(tokroof, name).__doc__, r"\[(tokens/s|tokens|bytes|s|W|USD|1)\b")

    def test_questions_list_every_option(self):
        for option in tokroof.options()["options"]:
            for function in (tokroof.predict, tokroof.explain, tokroof.predict_array):
                self.assertIn(f"\n  {option['key']}: ", function.__doc__)


class Installed(Case):
    def test_it_installs_and_works_from_there(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["cmake", "--install", str(BUILD), "--component", "python", "--prefix", folder], check=True,
                           capture_output=True)
            package = next(pathlib.Path(folder).rglob("_tokroof*.so")).parent
            self.assertTrue((package / "py.typed").exists())
            self.assertTrue((package / "__init__.pyi").exists())
            code = "import tokroof; print(tokroof.__file__); print(tokroof.predict(device='rtx-4090', " \
                   "model='llama-3.1-8b')['decode']['tps'])"
            result = subprocess.run([sys.executable, "-B", "-c", code], check=True, capture_output=True, text=True,
                                    cwd=folder, env={**os.environ, "PYTHONPATH": str(package.parent)})
            place, rate = result.stdout.split()
            self.assertTrue(place.startswith(folder))
            self.assertEqual(float(rate), tokroof.predict(device="rtx-4090", model="llama-3.1-8b")["decode"]["tps"])

    def test_it_works_without_pandas_and_numpy(self):
        code = ("import sys; sys.modules['pandas'] = sys.modules['numpy'] = None; import tokroof;"
                "d = tokroof.predict(device='rtx-4090', model='llama-3.1-8b'); print(d['decode']['tps']);\n"
                "try:\n  d.frame()\nexcept ImportError:\n  print('no frame')")
        result = subprocess.run([sys.executable, "-B", "-c", code], check=True, capture_output=True, text=True)
        self.assertIn("no frame", result.stdout)


if __name__ == "__main__":
    unittest.main()
