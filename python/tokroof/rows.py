"""Rows of measurements as they are handed over: files, text, dicts, a DataFrame."""
import math
import os

from tokroof.errors import refuse_type


def _cell(value):
    """As it stands in a runs table; "" where nothing is known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return " ".join(value.split("\t")).replace("\n", " ").replace("\r", " ")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def known(value):
    """numpy's and pandas' scalars as Python's own; NaN and what pandas calls missing as None."""
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and math.isnan(plain) else plain


def _table(rows):
    """A runs table (datasets/SCHEMA.md) of dicts."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = ["\t".join(columns)]
    lines += ["\t".join(_cell(known(row.get(column))) for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


def rows_question(runs, text, given):
    """The question {"paths"} or {"text"}, with what is given for rows that do not say."""
    question = dict(given)
    if text is not None:
        if runs is not None:
            raise TypeError("either runs or text, not both")
        return {**question, "text": text}
    if runs is None:
        return question
    if hasattr(runs, "to_dict") and hasattr(runs, "columns"):  # a DataFrame
        runs = runs.to_dict("records")
    if isinstance(runs, (str, os.PathLike, dict)):
        runs = [runs]
    if not hasattr(runs, "__iter__"):
        refuse_type(runs, "runs", "paths, a DataFrame or dicts")
    runs = list(runs)
    if all(isinstance(run, (str, os.PathLike)) for run in runs):
        return {**question, "paths": [os.fspath(run) for run in runs]}
    if all(isinstance(run, dict) for run in runs):
        return {**question, "text": _table(runs), "name": "runs"}
    raise TypeError("runs are paths, a DataFrame, or dicts: not a mixture")
