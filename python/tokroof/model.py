"""The verbs, as methods of a catalog and a fit."""
import json
import math
import os
import textwrap

from tokroof import _tokroof
from tokroof.arrays import columns_of, split_question, structured
from tokroof.document import Calibration, Document
from tokroof.errors import CannotModel, checked_call, checked_count, checked_flag, checked_text, raise_error, refuse_type
from tokroof.output import write
from tokroof.rows import rows_question


def _answer(verb, document):
    raise_error(document)
    return Document(verb, document)


def _needs_fit():
    if not _tokroof.has_fit:
        raise CannotModel({"error": {"kind": "cannot-model", "message": "this module was built without the fit: "
                                     "fit, evaluate and calibrate are missing", "where": "",
                                     "suggestions": []}})


def _scenario_options(function):
    """Adds the table of the scenario options, which the C++ keeps, to a docstring."""
    options = _tokroof.open_model()[0].ask("list", {"kind": "options"})["options"]
    lines = []
    for group in dict.fromkeys(option["group"] for option in options):
        lines.append(f"\n{group}:")
        for option in options:
            if option["group"] == group:
                otherwise = f"; otherwise: {option['default']}" if option["default"] else ""
                lines.append(f"  {option['key']}: {option['help']}{otherwise}")
    function.__doc__ = textwrap.dedent(function.__doc__).rstrip() + "\n\nOptions\n-------" + "\n".join(lines) + "\n"
    return function


class Model:
    """A catalog and a fit.

    datasets: folder with catalogs (datasets/ of the repository) instead of the compiled-in ones.
    coefficients: file that fit() or calibrate(), or the verbs of the program, wrote.
    hardware: devices beside the catalog's, a dict, a list of them or a file (docs/systems.md):
        Model(hardware=[{"slug": "rtx-5090-48gb", "like": "rtx-5090", "memory_gib": 48}])
    """

    def __init__(self, datasets=None, coefficients=None, hardware=None):
        entries = [hardware] if isinstance(hardware, dict) else hardware
        devices = json.dumps({"devices": entries}) if isinstance(entries, (list, tuple)) else ""
        self.__setstate__({"datasets": checked_text(datasets or "", "datasets"),
                           "coefficients": checked_text(coefficients or "", "coefficients"),
                           "hardware": "" if devices else checked_text(hardware or "", "hardware"),
                           "devices": devices})

    def __setstate__(self, arguments):
        self._arguments = arguments
        self._model, wrong = _tokroof.open_model(**arguments)
        raise_error(wrong or {})

    def __getstate__(self):  # a model is pickled as what it was made of
        return self._arguments

    def _ask(self, verb, question):
        return _answer(verb, self._model.ask(verb, question))

    @_scenario_options
    def predict(self, **scenario):
        """How fast should this model run on this machine?

        Returns decode rate [tokens/s] with its interval, the step's parts [s], prefill, memory [bytes], energy [W, J],
        cost [USD] and every default that was taken. Raises InputError, DoesNotFit or CannotModel.

            predict(device="rtx-4090", model="llama-3.1-8b", quant="Q4_K_M", n_depth=4096)
        """
        return self._ask("predict", scenario)

    @_scenario_options
    def predict_array(self, *, intervals=True, progress=None, **scenario):
        """Predictions of arrays: any option takes numbers or names in an array, list or range; they are broadcast.

        Returns a numpy structured array of the broadcast shape with the fields tps, low_tps, high_tps, aggregate_tps,
        aggregate_low_tps, aggregate_high_tps, ceiling_tps, prefill_tps [tokens/s], step_s, ttft_s [s], power_w [W],
        needed_bytes, available_bytes [bytes], usd_per_million_tokens [USD], bound_by, and refused: "", or why there is
        no prediction (does-not-fit, cannot-model; the figures are NaN then). NaN, None and "" mean "not stated". Bad
        input raises InputError, which names the element. intervals=False is faster: the ends of intervals are NaN.
        progress(done, all) is called now and then.

            predict_array(device="rtx-4090", model="llama-3.1-8b", n_depth=numpy.arange(0, 32769, 4096))
        """
        single, many = split_question(scenario)
        columns, shape = columns_of(many)
        answer = self._model.predict_array(single, columns, math.prod(shape), checked_flag(intervals, "intervals"),
                                           checked_call(progress, "progress"))
        raise_error(answer)
        return structured(answer, shape)

    @_scenario_options
    def sweep(self, *, intervals=True, shard=None, **scenario):
        """Every combination of lists and ranges, as `tokroof sweep` prints it: {"rows": [...]}, 10,000 at most.

        An option takes a value, a list, or a text such as "4096,8192" or "0-32768*2". Rows have the scenario's keys,
        rates [tokens/s], times [s], memory [bytes], power [W], cost [USD]; error and reason where there is no rate.
        shard: "i/n", the i-th of n equal parts. More rows: predict_array(), or the program.

            sweep(device=["rtx-3090", "rtx-4090"], model="llama-3.1-8b", n_depth="0-32768*2").frame()
        """
        question = dict(scenario, intervals=intervals, shard=shard)
        rows = self._model.ask("sweep", {key: list(value) if isinstance(value, range) else value
                                         for key, value in question.items() if value is not None})
        return _answer("sweep", rows if isinstance(rows, dict) else {"rows": rows})

    @_scenario_options
    def explain(self, **scenario):
        """How a prediction comes about: every quantity with its symbol, value, unit and origin."""
        return self._ask("explain", scenario)

    @_scenario_options
    def capacity(self, **scenario):
        """What fits: memory [bytes], greatest depth [tokens], streams, and what else this machine could hold."""
        return self._ask("capacity", scenario)

    @_scenario_options
    def rank(self, *, devices=None, n_devices=None, vendor=None, kind=None, by="tps", budget_usd=None, max_power_w=None,
             min_tps=None, prices_usd=None, **scenario):
        """Machines for a model, best first.

        devices: names, instead of the whole catalog; n_devices: counts of each. A list, or one text: "l40s,h100-sxm".
        vendor, kind: only these. by: tps, ... (a wrong one is answered with the list).
        budget_usd [USD], max_power_w [W at the wall], min_tps [tokens/s]: limits.
        prices_usd: {device: USD}, instead of the catalog's.
        """
        question = dict(scenario, devices=devices, n_devices=n_devices, vendor=vendor, kind=kind, by=by,
                        budget_usd=budget_usd, max_power_w=max_power_w, min_tps=min_tps, prices_usd=prices_usd)
        return self._ask("rank", {key: value for key, value in question.items() if value is not None})

    @_scenario_options
    def models(self, *, min_tps=None, context=None, max_age_months=None, family=None, dense=False, moe=False, by="size",
               **scenario):
        """Models that run on a machine, best first, each with the largest of its usual file types that does.

        min_tps [tokens/s]: rate of one stream that is kept; context [tokens]: must fit, and is in use.
        max_age_months (before the newest model; "any"), family, dense, moe: only these. by: size, tps, context or date.
        """
        question = dict(scenario, min_tps=min_tps, context=context, max_age_months=max_age_months, family=family,
                        dense=dense, moe=moe, by=by)
        return self._ask("models", {key: value for key, value in question.items() if value is not None})

    def list(self, kind, filter=""):  # pylint: disable=redefined-builtin
        """Entries of the catalog or the fit, in SI units.

        kind: devices, models, quants, links, engines, coefficients, data or options. filter: words and conditions that all hold, such as
        "rtx memory_gib>=24" (tokroof list --help).
        """
        return self._ask("list", {"kind": kind, "filter": filter})

    def options(self):
        """The scenario options: key, meaning with unit, type, default, limits."""
        return _answer("options", self._model.ask("list", {"kind": "options"}))

    def check(self, runs=None, *, text=None, **given):
        """Which of these measured rates [tokens/s] deviate from what the machine does?

        runs: path or paths (runs tables, output of benchmark tools, folders), a DataFrame or a list of dicts with
        the columns of a runs table (datasets/SCHEMA.md); None: the bundled runs. text: the same, pasted.
        text may be a sentence: "3090 gets 40 t/s on llama 3 8b q4".
        given: scenario options (device=..., model=...) for what a tool's output does not say; with tps= [tokens/s]
        (pp_tps=, rate="stream" or "aggregate") instead of rows they are what one figure was measured on.
        """
        return _answer("check", self._model.check(rows_question(runs, text, given)))

    def diagnose(self, runs=None, *, text=None, **given):
        """Why is each rate [tokens/s] what it is? Causes with probabilities, best first. Arguments as check()."""
        return _answer("diagnose", self._model.diagnose(rows_question(runs, text, given)))

    def runs(self, runs=None, *, text=None, **given):
        """Rows as they are read: the bundled measurements [tokens/s], or those of files. Arguments as check()."""
        return _answer("runs", self._model.runs(rows_question(runs, text, given)))

    def audit(self, claims=None, *, text=None):
        """Which claims of hardware guides hold? A verdict with its arithmetic for each, in the claim's own unit.

        claims: path of a claims table (datasets/SCHEMA.md); text: the same, pasted; neither: the bundled 980.
        """
        return _answer("audit", self._model.audit(checked_text(claims, "claims"), checked_text(text, "text")))

    def evaluate(self, runs=None, *, text=None, leave_out=None, given=0, rows=False, progress=None):
        """How far off are the predictions? Errors are |ln(predicted/measured)| [1].

        runs, text: as check(). leave_out: "device", "source", "model", "architecture" or "device-group" (of 24): refits
        without each and predicts it (half a minute; progress(done, all) is called). given: runs of the left-out device that are told first.
        rows: every figure with its prediction [tokens/s].
        """
        _needs_fit()
        return _answer("evaluate", self._model.evaluate(rows_question(runs, text, {}),
                                                        checked_text(leave_out or "", "leave_out"),
                                                        checked_count(given, "given"), checked_flag(rows, "rows"),
                                                        checked_call(progress, "progress")))

    def fit(self, runs=None, *, text=None, output=None, progress=None):
        """Fits all coefficients to runs (the bundled ones; arguments as check()), in seconds.

        output: writes coefficients and intervals there, for Model(coefficients=output); for the intervals each device
        is left out in turn (half a minute; progress(done, all) is called).
        """
        _needs_fit()
        output = checked_text(output, "output")
        answer = _answer("fit", self._model.fit(rows_question(runs, text, {}), output is not None,
                                                checked_call(progress, "progress")))
        if output is not None:
            write(output, answer.pop("coefficients"))
        return answer

    def calibrate(self, runs=None, *, text=None, device, output=None):
        """Combines runs of one's own machine [tokens/s] with the fit. Arguments as check(); device: whose runs count.

        Returns the report: errors before and after, |ln(predicted/measured)| [1], what moved; its attribute `model` is the
        Model for that machine. output: writes its coefficients there.
        """
        _needs_fit()
        if device is None:
            refuse_type(device, "device", "the name of a device")
        output = checked_text(output, "output")
        document, calibrated = self._model.calibrate(rows_question(runs, text, {}),
                                                    checked_text(device, "device"))
        raise_error(document)
        model = Model.__new__(Model)
        model._model = calibrated
        model._arguments = {**self._arguments, "coefficients": "",
                            "calibration": calibrated.coefficients_text()["text"]}
        if output is not None:
            model.save(output)
        return Calibration(document, model)

    def save(self, path):
        """Writes the coefficients to a file, for Model(coefficients=path) and `tokroof --coefficients`."""
        if path is None:
            refuse_type(path, "path", "a path")
        path = checked_text(path, "path")
        answer = self._model.coefficients_text()
        raise_error(answer)
        write(path, answer["text"])
