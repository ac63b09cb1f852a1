"""tokroof: how fast should this language model decode on this machine, and why is it slower?

The functions here ask the catalog and the fit that are compiled in; a Model asks others (its own datasets folder, the
coefficients of a calibration). Everything is computed by the C++ that the program tokroof runs: results equal what
`tokroof VERB --json` prints, as plain dicts. Units stand in the names: _tps tokens/s, _s seconds, _bytes bytes, _w
watts, _usd US dollars. `.frame()` of a result is a pandas DataFrame.

    >>> import tokroof
    >>> tokroof.predict(device="rtx-4090", model="llama-3.1-8b", quant="Q4_K_M")["decode"]["tps"]
    >>> tokroof.predict_array(device="rtx-4090", model="llama-3.1-8b", n_depth=[0, 4096, 32768])["tps"]
    >>> tokroof.rank(model="qwen3-32b", quant="Q4_K_M", budget_usd=2000).frame()

Long calls let Ctrl-C through and do not hold the interpreter's lock.
"""
from tokroof._tokroof import version as __version__
from tokroof.document import Calibration, Document
from tokroof.errors import CannotModel, DoesNotFit, Error, InputError
from tokroof.model import Model

_bundled = Model()

predict = _bundled.predict
predict_array = _bundled.predict_array
explain = _bundled.explain
capacity = _bundled.capacity
rank = _bundled.rank
models = _bundled.models
sweep = _bundled.sweep
list = _bundled.list  # pylint: disable=redefined-builtin  # the verb's name
options = _bundled.options
check = _bundled.check
diagnose = _bundled.diagnose
runs = _bundled.runs
audit = _bundled.audit
evaluate = _bundled.evaluate
fit = _bundled.fit
calibrate = _bundled.calibrate

__all__ = ["Calibration", "CannotModel", "DoesNotFit", "Document", "Error", "InputError", "Model", "audit", "calibrate",
           "capacity", "check", "diagnose", "evaluate", "explain", "fit", "list", "models", "options", "predict",
           "predict_array", "rank", "runs", "sweep"]
