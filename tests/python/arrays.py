"""Arrays of questions: what predict() says of each, in the shape that numpy's broadcasting gives."""
import signal
import threading
import unittest
import _thread

import numpy
import tokroof
from _module import SCENARIO, Case

DEPTHS = numpy.array([0, 512, 4096, 32768])


class Arrays(Case):
    def assert_equals_predict(self, element, points=False, **scenario):
        document = tokroof.predict(**scenario)
        decode, step, memory = document["decode"], document["step"], document["memory"]
        figures = {name: decode[name] for name in ("tps", "low_tps", "high_tps", "aggregate_tps", "ceiling_tps")}
        figures.update(step_s=step["seconds_s"], prefill_tps=document["prefill"]["tps"],
                       ttft_s=document["prefill"]["ttft_s"], power_w=document["energy"]["power_w"],
                       usd_per_million_tokens=document["cost"]["usd_per_million_tokens"])
        for name, value in figures.items():
            if value is None:
                self.assertTrue(numpy.isnan(element[name]), name)
            elif not (points and name in ("low_tps", "high_tps")):
                self.assertAlmostEqual(element[name] / value, 1, places=9, msg=name)
        self.assertEqual(element["bound_by"], step["bound_by"])
        self.assertAlmostEqual(element["needed_bytes"], memory["needed_bytes"], delta=2)
        self.assertEqual(element["refused"], "")

    def test_each_element_is_what_predict_says(self):
        result = tokroof.predict_array(**SCENARIO, n_depth=DEPTHS)
        self.assertEqual(result.shape, DEPTHS.shape)
        for depth, element in zip(DEPTHS, result):
            with self.subTest(depth=depth):
                self.assert_equals_predict(element, **SCENARIO, n_depth=int(depth))
        self.assertTrue(numpy.all(numpy.diff(result["tps"]) < 0), "more context is slower")

    def test_points_alone_are_the_same_points(self):
        both = tokroof.predict_array(**SCENARIO, n_depth=DEPTHS, intervals=False)
        for depth, element in zip(DEPTHS, both):
            self.assert_equals_predict(element, points=True, **SCENARIO, n_depth=int(depth))
        for name in ("low_tps", "high_tps", "aggregate_low_tps", "aggregate_high_tps"):
            self.assertTrue(numpy.all(numpy.isnan(both[name])), name)

    def test_set_ups_that_return_are_told_apart(self):
        many = numpy.arange(3000)
        limits = 200.0 + many % 7
        depths = (many * 37) % 5000
        device = {**SCENARIO, "device": "rtx-3090"}
        result = tokroof.predict_array(**device, power_limit_w=limits, n_depth=depths, n_gen=64 + many % 3)
        for i in (0, 6, 7, 1234, 2999):
            self.assert_equals_predict(result[i], **device, power_limit_w=limits[i], n_depth=int(depths[i]),
                                       n_gen=int(64 + i % 3))

    def test_names_and_numbers_are_broadcast(self):
        devices = numpy.array(["rtx-4090", "rtx-3090"])[:, None]
        result = tokroof.predict_array(device=devices, model="llama-3.1-8b", quant="Q4_K_M", n_depth=DEPTHS, level=0.5)
        self.assertEqual(result.shape, (2, 4))
        self.assert_equals_predict(result[1, 2], device="rtx-3090", model="llama-3.1-8b", quant="Q4_K_M", n_depth=4096,
                                   level=0.5)
        with self.assertRaises(ValueError):
            tokroof.predict_array(**SCENARIO, n_depth=[0, 1], concurrency=[1, 2, 3])

    def test_scalars_give_an_array_without_dimensions(self):
        result = tokroof.predict_array(**SCENARIO)
        self.assertEqual(result.shape, ())
        self.assert_equals_predict(result, **SCENARIO)
        self.assertEqual(tokroof.predict_array(**SCENARIO, n_depth=[]).shape, (0,))

    def test_what_cannot_be_is_nan_and_says_why(self):
        result = tokroof.predict_array(device="rtx-4090", quant="Q4_K_M", model=["llama-3.1-8b", "llama-3.3-70b"])
        self.assertEqual(list(result["refused"]), ["", "does-not-fit"])
        self.assertTrue(numpy.isfinite(result["tps"][0]))
        self.assertTrue(numpy.isnan(result["tps"][1]))

    def test_nan_is_not_stated(self):
        limits = numpy.array([numpy.nan, 200.0])
        result = tokroof.predict_array(**{**SCENARIO, "device": "rtx-3090"}, power_limit_w=limits)
        self.assert_equals_predict(result[0], **{**SCENARIO, "device": "rtx-3090"})
        self.assert_equals_predict(result[1], **{**SCENARIO, "device": "rtx-3090"}, power_limit_w=200)

    def test_gaps_of_any_kind_are_not_stated(self):
        import pandas
        nan = float("nan")
        said, unsaid = tokroof.predict(**SCENARIO, n_depth=100)["decode"]["tps"], tokroof.predict(**SCENARIO)["decode"]["tps"]
        for gaps in ([None, 100], [nan, 100], ["", "100"], (pandas.NA, 100), numpy.array([None, 100], dtype=object),
                     pandas.Series([None, 100]), pandas.Series([None, 100], dtype="Int64"), ["", 100]):
            with self.subTest(gaps=gaps):
                rates = tokroof.predict_array(**SCENARIO, n_depth=gaps)["tps"]
                self.assertAlmostEqual(rates[0] / unsaid, 1, places=9)
                self.assertAlmostEqual(rates[1] / said, 1, places=9)
        machine = {"device": "rtx-4090", "model": "llama-3.1-8b"}
        for gaps in (["Q8_0", nan], ["Q8_0", None], ["Q8_0", ""], pandas.Series(["Q8_0", None]),
                     pandas.Series(["Q8_0", None], dtype="string"), pandas.Series(["Q8_0", None], dtype="category")):
            with self.subTest(gaps=gaps):
                result = tokroof.predict_array(**machine, quant=gaps)
                self.assert_equals_predict(result[0], **machine, quant="Q8_0")
                self.assert_equals_predict(result[1], **machine)
        for alone in (nan, None, pandas.NA, numpy.float64("nan"), numpy.array(nan)):
            with self.subTest(alone=alone):
                result = tokroof.predict_array(**SCENARIO, n_depth=alone)
                self.assertEqual(result.shape, ())
                self.assert_equals_predict(result, **SCENARIO)

    def test_a_frame_with_gaps_is_a_question(self):
        import pandas
        frame = pandas.DataFrame({"device": ["h100-sxm", "rtx-3090"], "model": "llama-3.1-8b", "engine": ["vllm", None],
                                  "spill": [None, True], "flash_attn": [None, True], "n_depth": [None, 4096],
                                  "power_limit_w": [None, 250.0]})
        for one in (frame, frame.convert_dtypes()):
            result = tokroof.predict_array(**one)
            self.assert_equals_predict(result[0], device="h100-sxm", model="llama-3.1-8b", engine="vllm")
            self.assert_equals_predict(result[1], device="rtx-3090", model="llama-3.1-8b", spill=True, flash_attn=1, n_depth=4096,
                                       power_limit_w=250)

    def test_true_is_no_number(self):
        for value in ([True, False], [4096, True], numpy.array([True]), True, numpy.bool_(True)):
            with self.subTest(value=value):
                self.error_of("usage", tokroof.predict_array, **SCENARIO, n_depth=value)
        switched = tokroof.predict_array(**SCENARIO, flash_attn=numpy.array([True, False]))
        for element, on in zip(switched, (1, 0)):
            self.assert_equals_predict(element, **SCENARIO, flash_attn=on)

    def test_an_error_names_the_element(self):
        error = self.error_of("usage", tokroof.predict_array, **SCENARIO, n_depth=[0, 4096, -5])
        self.assertIn("element 2", error.where)
        self.assertIn("--n-depth", error.where)
        error = self.error_of("usage", tokroof.predict_array, **SCENARIO, n_depth=[0.5])
        self.assertIn("element 0", error.where)
        error = self.error_of("unknown-name", tokroof.predict_array, model="llama-3.1-8b",
                              device=["rtx-4090", "rtx-4090x"])
        self.assertIn("element 1", error.where)
        self.assertIn("rtx-4090", error.suggestions)
        self.error_of("unknown-name", tokroof.predict_array, **SCENARIO, n_dept=[1, 2])

    def test_a_structured_array_is_a_frame(self):
        import pandas
        frame = pandas.DataFrame(tokroof.predict_array(**SCENARIO, n_depth=range(0, 8192, 1024)))
        self.assertEqual(len(frame), 8)
        self.assertIn("tps", frame.columns)


class Threads(Case):
    def test_threads_that_ask_at_once_get_their_own_answers(self):
        expected = {depth: tokroof.predict(**SCENARIO, n_depth=depth) for depth in range(0, 8000, 1000)}
        wrong = []

        def ask(depth):
            for _ in range(40):
                if tokroof.predict(**SCENARIO, n_depth=depth) != expected[depth]:
                    wrong.append(depth)
            many = tokroof.predict_array(**SCENARIO, n_depth=[depth] * 500)["tps"]
            if not numpy.allclose(many, expected[depth]["decode"]["tps"], rtol=1e-12, atol=0):
                wrong.append(depth)

        threads = [threading.Thread(target=ask, args=(depth,)) for depth in expected]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_another_thread_works_meanwhile_and_ctrl_c_ends_a_long_call(self):
        """The other thread can only interrupt before the call ends if the call does not hold the lock."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        started, done = threading.Event(), []

        def interrupt():
            started.wait()
            _thread.interrupt_main()

        def progress(some, _all):
            done.append(some)
            started.set()

        thread = threading.Thread(target=interrupt)
        thread.start()
        count = 2_000_000
        with self.assertRaises(KeyboardInterrupt):
            tokroof.predict_array(**SCENARIO, n_depth=numpy.zeros(count), progress=progress)
        thread.join()
        self.assertTrue(done)
        self.assertLess(done[-1], count)

    def test_what_a_progress_function_raises_is_raised(self):
        def progress(_done, _all):
            raise RuntimeError("enough")

        with self.assertRaisesRegex(RuntimeError, "enough"):
            tokroof.predict_array(**SCENARIO, n_depth=numpy.zeros(5000), progress=progress)
        with self.assertRaisesRegex(RuntimeError, "enough"):
            tokroof.evaluate(leave_out="device", progress=progress)

    def test_progress_counts_to_the_end(self):
        told = []
        tokroof.predict_array(**SCENARIO, n_depth=numpy.zeros(1500), progress=lambda *now: told.append(now))
        self.assertEqual(told[-1], (1500, 1500))
        self.assertEqual(told, sorted(told))


if __name__ == "__main__":
    unittest.main()
