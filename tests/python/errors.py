"""What is wrong is an exception with the fields of the program's error; nothing ends the interpreter."""
import copy
import math
import os
import pathlib
import pickle
import tempfile
import threading
import unittest

import tokroof
from _module import GUIDE, SCENARIO, Case, command_line, program


class Errors(Case):
    def test_an_unknown_name_comes_with_the_nearest(self):
        error = self.error_of("unknown-name", tokroof.predict, **{**SCENARIO, "device": "rtx-4090x"})
        self.assertIsInstance(error, tokroof.InputError)
        self.assertIsInstance(error, ValueError)
        self.assertIn("rtx-4090", error.suggestions)
        self.assertIn("rtx-4090", str(error))
        expected, status = program("predict", *command_line({**SCENARIO, "device": "rtx-4090x"}))
        self.assertEqual(status, 2)
        self.assertEqual(error.document, expected)

    def test_an_unknown_option_comes_with_the_nearest(self):
        error = self.error_of("unknown-name", tokroof.predict, **SCENARIO, n_dept=4096)
        self.assertIn("n_depth", error.suggestions)

    def test_what_does_not_fit_shows_the_arithmetic(self):
        scenario = {**SCENARIO, "model": "llama-3.3-70b"}
        error = self.error_of("does-not-fit", tokroof.predict, **scenario)
        self.assertIsInstance(error, tokroof.DoesNotFit)
        self.assertIsInstance(error, tokroof.CannotModel)
        self.assertGreater(error.memory["needed_bytes"], error.memory["available_bytes"])
        self.assertEqual(error.memory, program("predict", *command_line(scenario))[0]["memory"])

    def test_a_link_that_cannot_be(self):
        error = self.error_of("impossible-link", tokroof.predict, **SCENARIO, n_devices=2, link="nvlink")
        self.assertIsInstance(error, tokroof.InputError)

    def test_values_of_another_kind(self):
        for value in ([4096], object(), "many", -1, math.nan, math.inf, 10**30, {"depth": 1}, True):
            with self.subTest(value=str(value)):
                error = self.error_of("usage", tokroof.predict, **SCENARIO, n_depth=value)
                self.assertIn("depth", error.where)

    def test_faults_of_files_name_the_place(self):
        with tempfile.TemporaryDirectory() as folder:
            table = pathlib.Path(folder) / "bad.tsv"
            lines = GUIDE.read_text(encoding="utf-8").splitlines()
            column = lines[0].split("\t").index("tg_tps")
            cells = lines[1].split("\t")
            cells[column] = "fast"
            table.write_text("\n".join([lines[0], "\t".join(cells)]) + "\n", encoding="utf-8")
            for verb in (tokroof.check, tokroof.diagnose, tokroof.runs, tokroof.evaluate, tokroof.fit):
                with self.subTest(verb.__name__):
                    error = self.error_of("bad-file", verb, table)
                    self.assertIn("bad.tsv:2", error.where)
            missing = pathlib.Path(folder) / "none.tsv"
            self.assertIn("none.tsv", self.error_of("bad-file", tokroof.check, missing).where)
            self.error_of("bad-file", tokroof.Model, datasets=folder)
            error = self.error_of("bad-file", tokroof.Model, coefficients=table)
            self.assertIn("bad.tsv:1", error.where)
            self.assertIn("not valid JSON", error.message)
            table.write_text("{}", encoding="utf-8")
            self.assertIn("key 'format' not found", self.error_of("bad-file", tokroof.Model, coefficients=table).message)
            self.assertNotIn("exception", self.error_of("bad-file", tokroof.Model, coefficients=table).message)

    def test_rows_and_claims_that_are_none(self):
        self.error_of("bad-file", tokroof.check, text="nothing of a benchmark")
        self.error_of("bad-file", tokroof.audit, text="id\tkind\n")
        with self.assertRaises(TypeError):
            tokroof.check([GUIDE, {"device": "rtx-4090"}])
        with self.assertRaises(TypeError):
            tokroof.check(GUIDE, text="both")

    def test_rows_of_which_there_is_none_are_not_the_bundled_ones(self):
        import pandas
        for verb in (tokroof.check, tokroof.diagnose, tokroof.runs, tokroof.evaluate, tokroof.fit):
            for none in ([], (), iter(()), pandas.DataFrame(), pandas.DataFrame({"device": [], "tg_tps": []})):
                with self.subTest(verb=verb.__name__, none=none):
                    self.assertEqual(self.error_of("usage", verb, none).where, "runs")
        for rate in (0, -5):
            self.assertEqual(self.error_of("usage", tokroof.check, **SCENARIO, tps=rate).where, "tps")
        for some in ({"devices": []}, {"n_devices": []}):
            self.assertEqual(self.error_of("usage", tokroof.rank, model="qwen3-8b", **some).where, *some)

    def test_a_wrong_type_is_said_with_the_argument_and_what_it_takes(self):
        for where, takes, call in (
                ("given", "a whole number", lambda: tokroof.evaluate(GUIDE, given=-1)),
                ("given", "a whole number", lambda: tokroof.evaluate(GUIDE, given=1.5)),
                ("given", "a whole number", lambda: tokroof.evaluate(GUIDE, given=10**30)),
                ("rows", "True or False", lambda: tokroof.evaluate(GUIDE, rows="yes")),
                ("leave_out", "a text", lambda: tokroof.evaluate(GUIDE, leave_out=5)),
                ("progress", "a function", lambda: tokroof.fit(GUIDE, progress=5)),
                ("output", "a path", lambda: tokroof.fit(GUIDE, output=5)),
                ("path", "a path", lambda: tokroof.Model().save(None)),
                ("device", "a device", lambda: tokroof.calibrate(GUIDE, device=None)),
                ("device", "a text", lambda: tokroof.calibrate(GUIDE, device=5)),
                ("intervals", "True or False", lambda: tokroof.predict_array(**SCENARIO, intervals="no")),
                ("intervals", "true or false", lambda: tokroof.sweep(**SCENARIO, intervals="no")),
                ("progress", "a function", lambda: tokroof.predict_array(**SCENARIO, progress=5)),
                ("runs", "paths", lambda: tokroof.check(5)), ("text", "a text", lambda: tokroof.check(text=5)),
                ("claims", "a text", lambda: tokroof.audit(5)), ("text", "a text", lambda: tokroof.audit(text=5)),
                ("datasets", "a path", lambda: tokroof.Model(datasets=5)),
                ("coefficients", "a path", lambda: tokroof.Model(coefficients=["x"])),
                ("hardware", "a path", lambda: tokroof.Model(hardware=5)),
                ("kind", "a text", lambda: tokroof.list(5)),
                ("min_tps", "a number", lambda: tokroof.rank(model="qwen3-8b", min_tps=True)),
                ("n_depth", "a number", lambda: tokroof.predict(**SCENARIO, n_depth=True))):
            with self.subTest(where=where, takes=takes):
                error = self.error_of("usage", call)
                self.assertEqual(error.where, where)
                self.assertIn(takes, error.message)
                self.assertIn(", not ", error.message)

    def test_prices_are_of_devices_that_there_are_and_none_is_below_0(self):
        ranked = {"model": "qwen3-8b", "devices": "l40s"}
        for price, kind in ((-5, "usage"), ("cheap", "usage"), (True, "usage"), (None, "usage"), ([5], "usage")):
            with self.subTest(price=price):
                self.assertEqual(self.error_of(kind, tokroof.rank, **ranked, prices_usd={"l40s": price}).where, "prices_usd")
        self.error_of("unknown-name", tokroof.rank, **ranked, prices_usd={"l40s": 5, "foo": 5})
        self.assertEqual(self.error_of("usage", tokroof.rank, **ranked, prices_usd=5).where, "prices_usd")
        for limit in ("budget_usd", "max_power_w", "min_tps"):
            self.assertEqual(self.error_of("usage", tokroof.rank, **ranked, **{limit: -1}).where, limit)

    def test_an_error_is_pickled_and_copied_whole(self):
        for call in (lambda: tokroof.predict(**{**SCENARIO, "device": "rtx-4090x"}),
                     lambda: tokroof.predict(**{**SCENARIO, "model": "llama-3.3-70b"})):
            error = self.error_of(None, call)
            for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
                self.assertIs(type(again), type(error))
                self.assertEqual(str(again), str(error))
                self.assertEqual(vars(again), vars(error))

    def test_calibrate_says_why_no_row_counts(self):
        error = self.error_of("bad-file", tokroof.calibrate, GUIDE, device="rtx-2080-ti")
        self.assertIn("rows are of", error.message)
        self.error_of("unknown-name", tokroof.calibrate, GUIDE, device="rtx-9999-xyz")
        self.error_of("usage", tokroof.calibrate, device="rtx-4090")

    def test_evaluate_leaves_out_what_there_is(self):
        self.error_of("unknown-name", tokroof.evaluate, GUIDE, leave_out="engine")
        self.error_of("usage", tokroof.evaluate, GUIDE, given=1)

    def test_half_of_a_surrogate_pair_is_no_text(self):
        half = "rtx\udcff"
        for call in (lambda: tokroof.predict(**{**SCENARIO, "device": half}),
                     lambda: tokroof.predict(**SCENARIO, **{half: 1}),
                     lambda: tokroof.predict(**{**SCENARIO, "device": pathlib.Path(half)}),
                     lambda: tokroof.predict_array(**{**SCENARIO, "device": [half, "rtx-4090"]}),
                     lambda: tokroof.predict_array(**{**SCENARIO, "device": half}),
                     lambda: tokroof.sweep(**{**SCENARIO, "device": [half]}),
                     lambda: tokroof.rank(model=half), lambda: tokroof.rank(model="qwen3-8b", prices_usd={half: 1}),
                     lambda: tokroof.list("devices", filter=half), lambda: tokroof.list(half),
                     lambda: tokroof.check(half), lambda: tokroof.check(text=half), lambda: tokroof.check(GUIDE, device=half),
                     lambda: tokroof.check([{"device": half, "model": "qwen3-8b", "tg_tps": 1}]),
                     lambda: tokroof.audit(half), lambda: tokroof.audit(text=half),
                     lambda: tokroof.calibrate(GUIDE, device=half), lambda: tokroof.evaluate(GUIDE, leave_out=half),
                     lambda: tokroof.Model(datasets=half), lambda: tokroof.Model(coefficients=half),
                     lambda: tokroof.Model(hardware=half)):
            with self.assertRaises(tokroof.InputError) as raised:
                call()
            self.assertIn("surrogate", raised.exception.message)
        with self.assertRaises(tokroof.InputError):
            tokroof.Model(hardware=[{"slug": half, "like": "rtx-4090"}])

    def test_control_characters_are_shown_in_messages(self):
        error = self.error_of("unknown-name", tokroof.predict, **{**SCENARIO, "device": "\x1b[31mx\u202e\n"})
        self.assertIn(r"\u001b[31mx\u202e\u000a", str(error))

    def test_what_is_written_keeps_mode_links_and_pipes(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            file, link, pipe = folder / "file", folder / "link", folder / "pipe"
            file.write_text("old", encoding="utf-8")
            file.chmod(0o600)
            link.symlink_to("file")
            model = tokroof.Model()
            model.save(link)
            self.assertTrue(link.is_symlink())
            self.assertEqual(file.stat().st_mode & 0o777, 0o600)
            tokroof.Model(coefficients=file)
            os.mkfifo(pipe)
            read = []
            reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
            reader.start()
            model.save(pipe)
            reader.join()
            self.assertEqual(read, [file.read_text(encoding="utf-8")])
            with self.assertRaises(OSError):
                model.save(folder)
            self.assertEqual(sorted(os.listdir(folder)), ["file", "link", "pipe"])

    def test_a_file_that_cannot_be_written_is_named_as_it_was_asked_for(self):
        with self.assertRaises(FileNotFoundError) as caught:
            tokroof.Model().save(pathlib.Path("/nonexistent/x.json"))
        self.assertEqual(caught.exception.filename, "/nonexistent/x.json")
        self.assertNotIn(".part", str(caught.exception))

    def test_list_of_an_unknown_kind(self):
        self.assertIn("devices", self.error_of("unknown-name", tokroof.list, "machines").suggestions)


if __name__ == "__main__":
    unittest.main()
