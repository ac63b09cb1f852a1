"""What decode.mjs measured, as rows of a runs table (datasets/SCHEMA.md)."""
import datetime
import statistics

import machine

COLUMNS = ("source", "date", "engine", "engine_version", "backend", "device", "n_devices", "replicas", "split",
           "host", "model", "quant", "size_gib", "params_b", "ngl", "placement", "threads", "fa", "kv_type",
           "n_prompt", "n_gen", "depth", "n_ubatch", "concurrency", "speculative", "rate", "includes_prefill",
           "pp_tps", "tg_tps", "tg_std", "quality", "notes")


def _rates(repeats, tokens):
    """Tokens a second of every repeat: over processor time where it is known."""
    return [tokens / (r["ran_s"] or r["wall_s"]) for r in repeats]


def waited_share(measured):
    """Of the time that llama.cpp's threads could have run, spent waiting for a core; None: not known."""
    steps = measured["decode"] + measured["decode_deep"] + measured["prefill"]
    if any(s["waited_s"] is None for s in steps):
        return None
    waited = sum(s["waited_s"] for s in steps)
    return waited / (waited + sum(s["ran_s"] for s in steps))


def rows_of(model, entry, file_bytes, measured, versions, host):
    """Two rows a model: decode into an empty cache, and the prompt with decode behind it."""
    fixed = {"source": "measure-here", "date": datetime.date.today().isoformat(), "engine": "llama.cpp",
             "engine_version": f"{measured['llama_cpp_release']} (node-llama-cpp {versions['node-llama-cpp']})",
             "backend": "cpu", "device": machine.SLUG, "n_devices": 1, "replicas": 1, "split": "none", "host": host,
             "model": model.slug, "quant": model.file_type, "size_gib": f"{file_bytes / 2**30:.5f}",
             "params_b": entry["parameters_b"], "ngl": 0, "placement": "cpu", "threads": 1, "fa": 1, "kv_type": "f16",
             "n_gen": measured["n_gen"], "concurrency": 1, "speculative": "none", "rate": "stream",
             "includes_prefill": 0}
    clock = "wall time" if measured["decode"][0]["ran_s"] is None else "processor time"
    doubtful = clock == "wall time"  # other programs are in it, and nothing tells how much

    def row(decoded, **cells):
        rates = _rates(decoded, 1)
        wall = statistics.median(1 / r["wall_s"] for r in decoded)
        notes = f"{clock} of the median token, sampling included; by the wall {wall:.1f} tok/s"
        return {**fixed, **cells, "tg_tps": f"{statistics.median(rates):.2f}",
                "tg_std": f"{statistics.pstdev(rates):.2f}", "quality": "suspect" if doubtful else "ok", "notes": notes}

    prompt = statistics.median(_rates(measured["prefill"], measured["n_prompt"]))
    return [row(measured["decode"], n_prompt=0, depth=0),
            row(measured["decode_deep"], n_prompt=measured["n_prompt"], depth=measured["n_prompt"],
                n_ubatch=measured["n_ubatch"],
                pp_tps=f"{prompt:.1f}")]


def write_runs(path, rows):
    lines = ["\t".join(COLUMNS)] + ["\t".join(str(row.get(c, "")) for c in COLUMNS) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
