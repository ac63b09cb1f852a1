"""Predictions of arrays."""


def _is_many(value):
    return hasattr(value, "__len__") and not isinstance(value, (str, bytes, dict)) or isinstance(value, range)


def split_question(question):
    """(options with one value, {option: numpy array} of the others)."""
    import numpy

    single = {key: value for key, value in question.items() if not _is_many(value)}
    many = {key: numpy.asarray(value) for key, value in question.items() if _is_many(value)}
    for key, values in many.items():
        if values.ndim == 0:
            single[key] = values.item()
    return single, {key: values for key, values in many.items() if values.ndim}


def columns_of(many):
    """(columns as the C++ takes them, shape they were broadcast to)."""
    import numpy

    shape = numpy.broadcast_shapes(*(values.shape for values in many.values()))
    columns = {}
    for key, values in many.items():
        flat = numpy.broadcast_to(values, shape).ravel()
        columns[key] = flat.astype(float) if flat.dtype.kind in "biuf" else [str(value) for value in flat]
    return columns, shape


def structured(columns, shape):
    """One structured array of the figures' columns; words come as (all words, which one of each element)."""
    import numpy

    fields = {name: numpy.asarray(values[0])[values[1]] if isinstance(values, tuple) else values
              for name, values in columns.items()}
    out = numpy.empty(shape, dtype=[(name, values.dtype) for name, values in fields.items()])
    for name, values in fields.items():
        out[name] = values.reshape(shape)
    return out
