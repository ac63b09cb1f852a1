"""What goes wrong, as exceptions: the fields of the {"error": ...} that `tokroof --json` prints."""

import os
import reprlib


class Error(Exception):
    """Any answer that is none. kind: usage, unknown-name, bad-file, impossible-link, does-not-fit, cannot-model."""

    def __init__(self, document):
        error = document["error"]
        self.kind = error["kind"]
        self.message = error["message"]
        self.where = error["where"]
        self.suggestions = error["suggestions"]
        self.document = document
        super().__init__(self._sentence())

    def __reduce__(self):
        return type(self), (self.document,)

    def _sentence(self):
        place = f"{self.where}: " if self.where else ""
        names = self.suggestions if isinstance(self, InputError) else []  # of what does not fit, the message says the ways out
        nearest = f" (nearest: {', '.join(names)})" if names else ""
        return f"{place}{self.message}{nearest}"


class InputError(Error, ValueError):
    """Bad input: `where` says in which option, file, line and column, `suggestions` the nearest valid names."""


class CannotModel(Error):
    """The question is well-formed, but outside what is modelled."""


class DoesNotFit(CannotModel):
    """More than the machine's memory; `memory` is the arithmetic in bytes."""

    def __init__(self, document):
        self.memory = document.get("memory")
        super().__init__(document)


def _refuse(where, message):
    raise InputError({"error": {"kind": "usage", "message": message, "where": where, "suggestions": []}})


def refuse_type(value, where, takes):
    """Raises InputError: which argument, what it takes, what was given."""
    _refuse(where, f"takes {takes}, not {reprlib.repr(value)}")


def checked_text(value, where):
    """Text or a path (None as it is), or InputError; half of a surrogate pair is no text."""
    text = os.fspath(value) if hasattr(value, "__fspath__") else value
    if text is not None and not isinstance(text, str):
        refuse_type(value, where, "a text or a path")
    if text is not None and any("\ud800" <= letter <= "\udfff" for letter in text):
        _refuse(where, "holds a lone surrogate, which is no text")
    return text


def checked_count(value, where):
    """A whole number from 0 on, or InputError."""
    most = 2**31 - 1
    if isinstance(value, bool) or not hasattr(value, "__index__") or not 0 <= value <= most:
        refuse_type(value, where, f"a whole number between 0 and {most}")
    return value


def checked_flag(value, where):
    """True or False, 1 or 0, numpy's too; or InputError."""
    flag = value.item() if hasattr(value, "item") and value.ndim == 0 else value
    if not isinstance(flag, int) or flag not in (0, 1):
        refuse_type(value, where, "True or False")
    return bool(flag)


def checked_call(value, where):
    """What can be called (None as it is), or InputError."""
    if value is not None and not callable(value):
        refuse_type(value, where, "a function")
    return value


def raise_error(document):
    """Raises what a document says went wrong; nothing if it is an answer."""
    error = document.get("error") or {}
    if "kind" not in error:  # evaluate's and calibrate's "error" are figures
        return
    kinds = {"does-not-fit": DoesNotFit, "cannot-model": CannotModel}
    raise kinds.get(error["kind"], InputError)(document)
