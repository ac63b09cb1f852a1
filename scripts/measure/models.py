"""The synthetic models: shapes, tensors, files, and their entries for the catalog and the runs table."""
import struct
from dataclasses import dataclass

from gguf_file import write_gguf
from storage import FILE_TYPES, STORAGE_TYPES, random_weights, storage_of, stored_bytes

VOCAB = 8192
HEAD_DIM = 64
CONTEXT = 4096


@dataclass(frozen=True)
class Model:
    name: str
    file_type: str
    architecture: str  # llama (dense) or qwen3moe
    layers: int
    d_model: int
    heads: int
    kv_heads: int
    d_ff: int  # of one expert where there are experts
    tied: bool = False
    experts: int = 0
    experts_active: int = 0

    @property
    def slug(self):
        return f"here-{self.name}-{self.file_type.lower()}"


# The first, third, ... are calibrated with, the others are predicted. Together under 300 MB.
MODELS = (
    Model("dense-512", "F16", "llama", 6, 512, 8, 8, 1536, tied=True),
    Model("dense-1024", "Q4_0", "llama", 4, 1024, 16, 4, 2816),
    Model("moe-16x512", "Q4_0", "qwen3moe", 4, 512, 8, 4, 512, experts=16, experts_active=4),
    Model("moe-16x512", "MXFP4", "qwen3moe", 4, 512, 8, 4, 512, experts=16, experts_active=2),
    Model("deep-256", "Q8_0", "llama", 24, 256, 4, 2, 768),
    Model("dense-768", "Q4_K_M", "llama", 6, 768, 12, 4, 2048),
    Model("dense-1024", "Q6_K", "llama", 3, 1024, 16, 4, 2816, tied=True),
    Model("dense-512", "Q8_0", "llama", 8, 512, 8, 8, 1536, tied=True),
)


def tensors_of(m):
    """[(name, dimensions, storage type, share of it that a token reads)]"""
    out = []

    def add(name, kind, *dimensions, layer=0, read=1.0):
        out.append((name + ".weight", dimensions, storage_of(m.file_type, kind, layer, m.layers), read))

    add("token_embd", "output" if m.tied else "embedding", m.d_model, VOCAB, read=1.0 if m.tied else 0.0)
    add("output_norm", "vector", m.d_model)
    if not m.tied:
        add("output", "output", m.d_model, VOCAB)
    queries, keys = m.heads * HEAD_DIM, m.kv_heads * HEAD_DIM
    for i in range(m.layers):
        block = f"blk.{i}."
        add(block + "attn_norm", "vector", m.d_model)
        add(block + "attn_q", "other", m.d_model, queries)
        add(block + "attn_k", "other", m.d_model, keys)
        add(block + "attn_v", "value", m.d_model, keys, layer=i)
        add(block + "attn_output", "other", queries, m.d_model)
        add(block + "ffn_norm", "vector", m.d_model)
        if m.architecture == "qwen3moe":
            add(block + "attn_q_norm", "vector", HEAD_DIM)
            add(block + "attn_k_norm", "vector", HEAD_DIM)
        if m.experts:
            share = m.experts_active / m.experts
            add(block + "ffn_gate_inp", "router", m.d_model, m.experts)
            add(block + "ffn_gate_exps", "expert", m.d_model, m.d_ff, m.experts, read=share)
            add(block + "ffn_up_exps", "expert", m.d_model, m.d_ff, m.experts, read=share)
            add(block + "ffn_down_exps", "expert-down", m.d_ff, m.d_model, m.experts, layer=i, read=share)
        else:
            add(block + "ffn_gate", "other", m.d_model, m.d_ff)
            add(block + "ffn_up", "other", m.d_model, m.d_ff)
            add(block + "ffn_down", "down", m.d_ff, m.d_model, layer=i)
    return out


def file_bytes(m):
    return sum(stored_bytes(storage, dimensions) for _, dimensions, storage, _ in tensors_of(m))


def _weights(m, read_only):
    total = 0
    for _, dimensions, _, read in tensors_of(m):
        count = 1
        for n in dimensions:
            count *= n
        total += count * (read if read_only else 1)
    return total


def read_bytes(m):
    """Weights that one decoded token reads."""
    return sum(stored_bytes(storage, dimensions) * read for _, dimensions, storage, read in tensors_of(m))


def catalog_entry(m):
    """As in datasets/models.json."""
    parameters_b, active_b = (round(_weights(m, read_only) / 1e9, 7) for read_only in (False, True))
    ffn = {"d_ff": m.d_ff}
    if m.experts:
        ffn = {"experts": m.experts, "experts_active": m.experts_active, "d_ff_expert": m.d_ff, "moe_layers": m.layers}
    return {"slug": m.slug, "name": m.slug, "family": m.architecture, "parameters_b": parameters_b,
            "active_parameters_b": active_b, "computed_parameters_b": parameters_b,
            "computed_active_parameters_b": active_b, "layers": m.layers, "d_model": m.d_model, "heads": m.heads,
            "kv_heads": m.kv_heads, "head_dim": HEAD_DIM, **ffn, "vocab": VOCAB, "tied_embeddings": m.tied,
            "attention_kind": "mha" if m.heads == m.kv_heads else "gqa", "full_attention_layers": m.layers,
            "confidence": "high", "source": "scripts/measure-here: random weights"}


def _tokenizer():
    """The least that llama.cpp loads: three control tokens, the bytes, and words that nobody will type."""
    words = VOCAB - 259
    return {
        "tokenizer.ggml.model": "llama", "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.tokens": ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]
                                 + [f"\u2581w{i}" for i in range(words)],
        "tokenizer.ggml.scores": [0.0] * 259 + [-float(i) for i in range(words)],
        "tokenizer.ggml.token_type": [2, 3, 3] + [6] * 256 + [1] * words,
        "tokenizer.ggml.bos_token_id": 1, "tokenizer.ggml.eos_token_id": 2, "tokenizer.ggml.unknown_token_id": 0,
    }


def _metadata(m):
    a = m.architecture + "."
    experts = {}
    if m.experts:
        experts = {a + "expert_count": m.experts, a + "expert_used_count": m.experts_active,
                   a + "expert_feed_forward_length": m.d_ff}
    return {
        "general.architecture": m.architecture, "general.name": m.slug, "general.alignment": 32,
        "general.file_type": FILE_TYPES[m.file_type].type_id, "general.quantization_version": 2,
        a + "block_count": m.layers, a + "context_length": CONTEXT, a + "embedding_length": m.d_model,
        a + "feed_forward_length": m.d_ff, a + "attention.head_count": m.heads,
        a + "attention.head_count_kv": m.kv_heads, a + "attention.key_length": HEAD_DIM,
        a + "attention.value_length": HEAD_DIM, a + "attention.layer_norm_rms_epsilon": 1e-5,
        a + "rope.dimension_count": HEAD_DIM, a + "rope.freq_base": 10000.0, a + "vocab_size": VOCAB, **experts,
        **_tokenizer(),
    }


def write_model(m, path):
    def chunks(name, dimensions, storage, size_bytes):
        if len(dimensions) == 1:  # a norm: ones keep the activations where they are
            return lambda: [struct.pack(f"<{dimensions[0]}f", *[1.0] * dimensions[0])]
        return lambda: random_weights(storage, size_bytes)

    tensors = []
    for name, dimensions, storage, _ in tensors_of(m):
        size_bytes = stored_bytes(storage, dimensions)
        tensors.append((name, dimensions, STORAGE_TYPES[storage].type_id, size_bytes,
                        chunks(name, dimensions, storage, size_bytes)))
    write_gguf(path, _metadata(m), tensors)
