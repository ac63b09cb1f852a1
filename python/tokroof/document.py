"""Results: plain dicts that can be seen as pandas frames."""
import copy


def _first_cause(row):
    best = (row.get("hypotheses") or [{}])[0]
    return {**row, "cause": best.get("name"), "probability": best.get("probability")}


class Document(dict):
    """A result as `tokroof VERB --json` prints it: a dict, with .frame()."""

    def __init__(self, verb, document):
        super().__init__(document)
        self._verb = verb

    def copy(self):
        """A shallow copy, of the same kind."""
        return copy.copy(self)

    def frame(self):
        """The rows of the result as a pandas DataFrame (needs pandas); units stand in the columns' names.

        predict: one row, nested keys joined by '.'; check, diagnose, audit: a row each, beside what it judges;
        evaluate: a row a class of runs, or one a figure where rows=True was asked for; fit, calibrate: the coefficients
        that moved; explain, rank, models, sweep, list, runs, capacity: their entries.
        """
        import pandas  # only here: everything else works without it

        return pandas.json_normalize(self._rows())

    def _rows(self):
        beside = {"check": ("rows", "runs"), "diagnose": ("rows", "runs"), "audit": ("claims", "about")}
        if self._verb in beside:
            rows, others = (self[key] for key in beside[self._verb])
            rows = [{**other, **row} for row, other in zip(rows, others)]
            return [_first_cause(row) for row in rows] if self._verb == "diagnose" else rows
        if self._verb == "evaluate" and "rows" not in self:
            return [{"class": name, **figures} for name, figures in self["by"]["class"].items()]
        entries = {"explain": "steps", "rank": "rows", "models": "models", "sweep": "rows", "evaluate": "rows",
                   "fit": "moved", "calibrate": "moved", "runs": "runs", "options": "options", "capacity": "alternatives"}
        if self._verb == "list":
            return next(iter(self.values()))
        if self._verb in entries:
            return self[entries[self._verb]]
        return [dict(self)]


class Calibration(Document):
    """The report of calibrate(); `model` is the Model for the machine that the runs were made on."""

    def __init__(self, document, model):
        super().__init__("calibrate", document)
        self.model = model
