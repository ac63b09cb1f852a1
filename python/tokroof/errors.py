"""What goes wrong, as exceptions: the fields of the {"error": ...} that `tokroof --json` prints."""

import os


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


def checked_text(value, where):
    """Text or a path (None as it is), or InputError for half of a surrogate pair, which is no text."""
    text = os.fspath(value) if hasattr(value, "__fspath__") else value
    if isinstance(text, str) and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise_error({"error": {"kind": "usage", "message": "holds a lone surrogate, which is no text", "where": where,
                               "suggestions": []}})
    return text


def raise_error(document):
    """Raises what a document says went wrong; nothing if it is an answer."""
    error = document.get("error") or {}
    if "kind" not in error:  # evaluate's and calibrate's "error" are figures
        return
    kinds = {"does-not-fit": DoesNotFit, "cannot-model": CannotModel}
    raise kinds.get(error["kind"], InputError)(document)
