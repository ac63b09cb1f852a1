"""Storage types of ggml, random weights in them, and which tensor of a file type has which.

Decoding takes as long whatever the weights are, as long as no activation overflows: blocks are random bytes, their
scales are set so that weights are a few hundredths.
"""
import random
import struct
from dataclasses import dataclass

POOL_BYTES = 1 << 20


@dataclass(frozen=True)
class StorageType:
    type_id: int
    block_weights: int
    block_bytes: int
    fixed: tuple = ()  # (offset in the block, bytes there): its scales


def _half(value):
    return struct.pack("<e", value)


# Block layouts: ggml-org/ggml, src/ggml-common.h.
STORAGE_TYPES = {
    "F32": StorageType(0, 1, 4),
    "F16": StorageType(1, 1, 2),
    "Q4_0": StorageType(2, 32, 18, ((0, _half(6e-3)),)),
    "Q8_0": StorageType(8, 32, 34, ((0, _half(4e-4)),)),
    "Q4_K": StorageType(12, 256, 144, ((0, _half(2e-4)), (2, _half(1.5e-3)))),
    "Q5_K": StorageType(13, 256, 176, ((0, _half(1e-4)), (2, _half(1.5e-3)))),
    "Q6_K": StorageType(14, 256, 210, ((208, _half(3e-5)),)),
    "MXFP4": StorageType(39, 32, 17, ((0, bytes([119])),)),  # 2^(119 - 128), times at most 12
}

_HALF_OF_A_FEW_HUNDREDTHS = bytes(0x24 | (b & 0x83) for b in range(256))  # sign and two bits of mantissa stay random


@dataclass(frozen=True)
class FileType:
    type_id: int
    base: str
    output: str
    experts: str
    more_bits: str  # attention V and FFN down of some layers


# ggml-org/llama.cpp, src/llama-quant.cpp: the same rules as in datasets/recipes.json.
FILE_TYPES = {
    "F16": FileType(1, "F16", "F16", "F16", "F16"),
    "Q4_0": FileType(2, "Q4_0", "Q6_K", "Q4_0", "Q4_0"),
    "Q8_0": FileType(7, "Q8_0", "Q8_0", "Q8_0", "Q8_0"),
    "Q4_K_M": FileType(15, "Q4_K", "Q6_K", "Q4_K", "Q6_K"),
    "Q5_K_S": FileType(16, "Q5_K", "Q6_K", "Q5_K", "Q5_K"),
    "Q6_K": FileType(18, "Q6_K", "Q6_K", "Q6_K", "Q6_K"),
    "MXFP4": FileType(38, "Q8_0", "Q8_0", "MXFP4", "Q8_0"),
}


def _gets_more_bits(layer, layers):
    return layer < layers // 8 or layer >= 7 * layers // 8 or (layer - layers // 8) % 3 == 2


def storage_of(file_type, kind, layer, layers):
    """Storage type of a tensor: kind is vector, router, embedding, output, value, down, expert, expert-down or other."""
    rule = FILE_TYPES[file_type]
    if kind in ("vector", "router"):
        return "F32"
    if kind == "output":
        return rule.output
    if kind in ("value", "down", "expert-down") and rule.more_bits != rule.base and _gets_more_bits(layer, layers):
        return rule.more_bits
    return rule.experts if kind.startswith("expert") else rule.base


def stored_bytes(storage, dimensions):
    block = STORAGE_TYPES[storage]
    if dimensions[0] % block.block_weights:
        raise ValueError(f"a row of {dimensions[0]} weights is no multiple of a block of {storage}")
    weights = 1
    for n in dimensions:
        weights *= n
    return weights // block.block_weights * block.block_bytes


_pools = {}


def _pool(storage):
    if storage not in _pools:
        block = STORAGE_TYPES[storage]
        blocks = POOL_BYTES // block.block_bytes
        pool = bytearray(random.Random(storage).randbytes(blocks * block.block_bytes))
        for offset, fixed in block.fixed:
            for i, byte in enumerate(fixed):
                pool[offset + i::block.block_bytes] = bytes([byte]) * blocks
        if storage == "F16":
            pool[1::2] = bytes(pool[1::2]).translate(_HALF_OF_A_FEW_HUNDREDTHS)
        if storage == "F32":  # routers
            gauss = random.Random(storage).gauss
            pool = struct.pack(f"<{blocks}f", *(gauss(0, 0.02) for _ in range(blocks)))
        _pools[storage] = bytes(pool)
    return _pools[storage]


def random_weights(storage, size_bytes):
    """Chunks that are `size_bytes` random weights together: a pool, over and over."""
    pool = _pool(storage)
    for begin in range(0, size_bytes, len(pool)):
        yield pool[:size_bytes - begin]
