"""Writes a GGUF file, version 3 (little-endian): header, metadata, tensor infos, tensors at multiples of 32 bytes."""
import struct

ALIGNMENT = 32
_UINT32, _FLOAT32, _STRING, _ARRAY, _INT32 = 4, 6, 8, 9, 5


def _text(value):
    encoded = value.encode()
    return struct.pack("<Q", len(encoded)) + encoded


def _array(values):
    head = {str: _STRING, float: _FLOAT32, int: _INT32}[type(values[0])]
    out = struct.pack("<IIQ", _ARRAY, head, len(values))
    if head == _STRING:
        return out + b"".join(map(_text, values))
    return out + struct.pack(f"<{len(values)}{'f' if head == _FLOAT32 else 'i'}", *values)


def _value(value):
    if isinstance(value, list):
        return _array(value)
    if isinstance(value, str):
        return struct.pack("<I", _STRING) + _text(value)
    if isinstance(value, float):
        return struct.pack("<If", _FLOAT32, value)
    return struct.pack("<II", _UINT32, value)


def _padding(size_bytes):
    return -size_bytes % ALIGNMENT


def write_gguf(path, metadata, tensors):
    """`metadata`: {key: str, int, float or a list of one of them}.

    `tensors`: [(name, dimensions with the row length first, id of the ggml type, size in bytes, chunks)], where chunks()
    yields the bytes: a tensor need not fit in memory.
    """
    infos, offset = [], 0
    for name, dimensions, type_id, size_bytes, _ in tensors:
        infos.append(_text(name) + struct.pack(f"<I{len(dimensions)}QIQ", len(dimensions), *dimensions, type_id, offset))
        offset += size_bytes + _padding(size_bytes)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    head += b"".join(_text(key) + _value(value) for key, value in metadata.items()) + b"".join(infos)
    with open(path, "wb") as out:
        out.write(head + bytes(_padding(len(head))))
        for name, _, _, size_bytes, chunks in tensors:
            written = 0
            for chunk in chunks():
                out.write(chunk)
                written += len(chunk)
            if written != size_bytes:
                raise ValueError(f"{name}: {written} bytes instead of {size_bytes}")
            out.write(bytes(_padding(size_bytes)))
