"""Predictions of arrays."""
from tokroof.rows import known


def _is_many(value):
    return hasattr(value, "__len__") and not isinstance(value, (str, bytes, dict)) or isinstance(value, range)


def split_question(question):
    """(options with one value, {option: numpy array} of the others)."""
    import numpy

    single = {key: known(value) for key, value in question.items() if not _is_many(value)}
    # Of a list each element stays what it is: numpy would make one text of NaN, one number of True.
    many = {key: numpy.asarray(value, dtype=object if isinstance(value, (list, tuple)) else None)
            for key, value in question.items() if _is_many(value)}
    for key, values in many.items():
        if values.ndim == 0:
            single[key] = known(values.item())
    return single, {key: values for key, values in many.items() if values.ndim}


def _column(values):
    """As the C++ takes it: numbers, NaN where none is stated; else a list of texts, True and False, None where none is."""
    import numpy

    if values.dtype.kind in "iuf":
        return values.astype(float)
    cells = [known(value) for value in values]
    if all(cell is None or isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells):
        return numpy.array([numpy.nan if cell is None else cell for cell in cells], dtype=float)
    return [cell if cell is None or isinstance(cell, bool) else str(cell) for cell in cells]


def columns_of(many):
    """(columns as the C++ takes them, shape they were broadcast to)."""
    import numpy

    shape = numpy.broadcast_shapes(*(values.shape for values in many.values()))
    return {key: _column(numpy.broadcast_to(values, shape).ravel()) for key, values in many.items()}, shape


def structured(columns, shape):
    """One structured array of the figures' columns; words come as (all words, which one of each element)."""
    import numpy

    fields = {name: numpy.asarray(values[0])[values[1]] if isinstance(values, tuple) else values
              for name, values in columns.items()}
    out = numpy.empty(shape, dtype=[(name, values.dtype) for name, values in fields.items()])
    for name, values in fields.items():
        out[name] = values.reshape(shape)
    return out
