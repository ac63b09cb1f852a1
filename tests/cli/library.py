"""libtokroof, installed: other programs find it, link it and get the program's answers."""
import concurrent.futures
import ctypes
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from _tokroof import PROGRAM, ROOT, tokroof

BUILD = PROGRAM.parent
EXAMPLE = ROOT / "examples" / "library"
QUESTION = {"device": "rtx-4090", "model": "llama-3.1-8b", "quant": "Q4_K_M"}
WORDS = ("predict", "--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M", "--json")


@unittest.skipUnless(shutil.which("cmake") and (BUILD / "libtokroof.so").exists(), "the library was not built")
class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.prefix = pathlib.Path(cls.folder.name) / "prefix"
        cls.clean = {key: value for key, value in os.environ.items() if key not in ("DESTDIR", "LD_LIBRARY_PATH")}
        cls.run_quietly("cmake", "--install", BUILD, "--prefix", cls.prefix, "--component", "library")
        cls.library, = cls.prefix.rglob("libtokroof.so")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def run_quietly(cls, *command, **more):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, timeout=300,
                              env={**cls.clean, **more})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def assert_answers(self, program):
        printed = self.run_quietly(program, "predict", json.dumps(QUESTION), LD_LIBRARY_PATH=str(self.library.parent))
        self.assertEqual(json.loads(printed), json.loads(tokroof(*WORDS).stdout))

    def test_a_project_finds_it_with_cmake(self):
        build = pathlib.Path(self.folder.name) / "example"
        self.run_quietly("cmake", "-S", EXAMPLE, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}")
        self.run_quietly("cmake", "--build", build)
        self.assert_answers(build / "example")

    @unittest.skipUnless(shutil.which("pkg-config"), "pkg-config is not installed")
    def test_a_compiler_finds_it_with_pkg_config(self):
        where = str(self.library.parent / "pkgconfig")
        flags = self.run_quietly("pkg-config", "--cflags", "--libs", "tokroof", PKG_CONFIG_PATH=where).split()
        program = pathlib.Path(self.folder.name) / "plain"
        self.run_quietly("cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", EXAMPLE / "example.c", *flags, "-o", program)
        self.assert_answers(program)
        version = self.run_quietly("pkg-config", "--modversion", "tokroof", PKG_CONFIG_PATH=where).strip()
        self.assertEqual(version, json.loads(tokroof("--version", "--json").stdout)["version"])

    def test_it_shows_nothing_but_its_functions(self):
        names = self.run_quietly("nm", "-D", "--defined-only", self.library).split("\n")
        strong = sorted(name.split()[-1] for name in names if name and name.split()[-2] in "TDB")
        self.assertEqual(strong, ["tokroof_ask", "tokroof_free"])


@unittest.skipUnless((BUILD / "libtokroof.so").exists(), "the library was not built")
class Called(unittest.TestCase):
    def setUp(self):
        self.library = ctypes.CDLL(str(BUILD / "libtokroof.so"))
        self.library.tokroof_ask.restype = ctypes.c_void_p
        self.library.tokroof_free.argtypes = [ctypes.c_void_p]

    def ask(self, verb, question):
        answer = self.library.tokroof_ask(verb, question)
        text = ctypes.string_at(answer).decode("utf-8")
        self.library.tokroof_free(answer)
        return json.loads(text)

    def test_what_is_wrong_is_the_answer(self):
        for verb, question, where in ((b"predict", b"{", "question:1"), (b"predict", None, ""), (None, b"{}", ""),
                                      (b"predict", b'{"n_dept": 1}', "n_dept"), (b"predict", b'{"model": "\xff"}', "question:1"),
                                      (b"predict", b"[" * 100000, "question:1"), (b"foretell", b"{}", "verb"),
                                      (b"predict", b'{"device": "x", "device": "y"}', "question:1:device")):
            with self.subTest(verb=verb, question=question):
                self.assertEqual(self.ask(verb, question)["error"]["where"], where)
        self.library.tokroof_free(None)

    def test_threads_may_ask_at_once(self):
        depths = range(0, 16384, 256)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda depth: self.ask(b"predict", json.dumps({**QUESTION, "n_depth": depth}).encode()), depths))
        self.assertEqual([answer["scenario"]["n_depth"] for answer in answers], list(depths))
        self.assertEqual(answers[0]["decode"], json.loads(tokroof(*WORDS).stdout)["decode"])


if __name__ == "__main__":
    unittest.main()
