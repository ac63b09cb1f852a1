"""Writes GGUF headers for the tests here."""
import struct

TYPES = {"f32": (0, 1, 4), "q8_0": (8, 32, 34), "q4_k": (12, 256, 144), "q6_k": (14, 256, 210)}


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def key(name, value):
    if isinstance(value, str):
        return text(name) + struct.pack("<I", 8) + text(value)
    return text(name) + struct.pack("<II", 4, value)


def write(path, keys, tensors):
    """tensors: (name, dimensions, type). Returns the bytes of all of them; the weights are a hole in the file."""
    infos, offset, total = b"", 0, 0
    for name, dimensions, kind in tensors:
        number, elements, size = TYPES[kind]
        count = 1
        for d in dimensions:
            count *= d
        data = count // elements * size
        infos += text(name) + struct.pack("<I", len(dimensions)) + b"".join(struct.pack("<Q", d) for d in dimensions)
        infos += struct.pack("<IQ", number, offset)
        offset += (data + 31) // 32 * 32
        total += data
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    head += b"".join(key(name, value) for name, value in keys.items()) + infos
    head += b"\0" * (-len(head) % 32)
    with open(path, "wb") as out:
        out.write(head)
        out.truncate(len(head) + offset)
    return total


def dense(path, name="Test 1B", d=2048, layers=16, heads=32, kv_heads=8, ff=8192, vocab=128256, kind="q4_k"):
    """A llama of that shape, untied; returns (bytes of the file's tensors, bytes read a token)."""
    keys = {"general.architecture": "llama", "general.name": name, "general.file_type": 15, "llama.block_count": layers,
            "llama.embedding_length": d, "llama.context_length": 131072, "llama.feed_forward_length": ff,
            "llama.attention.head_count": heads, "llama.attention.head_count_kv": kv_heads,
            "llama.attention.key_length": d // heads, "llama.attention.value_length": d // heads}
    kv = kv_heads * d // heads
    tensors = [("token_embd.weight", (d, vocab), kind), ("output.weight", (d, vocab), "q6_k"),
               ("output_norm.weight", (d,), "f32")]
    for i in range(layers):
        for part, shape in (("attn_q", (d, d)), ("attn_k", (d, kv)), ("attn_v", (d, kv)), ("attn_output", (d, d)),
                            ("ffn_gate", (d, ff)), ("ffn_up", (d, ff)), ("ffn_down", (ff, d))):
            tensors.append((f"blk.{i}.{part}.weight", shape, kind))
    total = write(path, keys, tensors)
    return total, total - d * vocab // TYPES[kind][1] * TYPES[kind][2]
