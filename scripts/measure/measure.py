"""The work of scripts/measure-here, step by step, once node-llama-cpp is in the folder."""
import argparse
import json
import os
import pathlib
import subprocess
import sys

import machine
from bandwidth import HOW, read_bandwidth_bytes_per_s
from compare import compare
from models import MODELS, catalog_entry, file_bytes, write_model
from runs_table import rows_of, waited_share, write_runs

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUSY_SHARE = 0.05


def options():
    parser = argparse.ArgumentParser(prog="scripts/measure-here")
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--tokroof", type=pathlib.Path, required=True)
    parser.add_argument("--repeats", type=int, required=True)
    parser.add_argument("--n-gen", type=int, required=True)
    parser.add_argument("--n-prompt", type=int, required=True)
    o = parser.parse_args()
    o.folder = pathlib.Path(os.path.relpath(o.folder))
    return o


def make_files(folder):
    """{slug: path}"""
    (folder / "models").mkdir(exist_ok=True)
    paths = {m.slug: folder / "models" / f"{m.slug}.gguf" for m in MODELS}
    for model in MODELS:
        write_model(model, paths[model.slug])
    return paths


def decode(folder, path, o):
    command = ["node", str(pathlib.Path(__file__).with_name("decode.mjs")), str(path.resolve()), str(o.repeats),
               str(o.n_gen), str(o.n_prompt)]
    result = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode != 0:
        raise SystemExit(f"measure-here: llama.cpp could not run {path.name} (exit status {result.returncode})")
    return json.loads(result.stdout.splitlines()[-1])


def main():
    o = options()
    lscpu = machine.read_lscpu()
    bandwidth, best = read_bandwidth_bytes_per_s(machine.cache_bytes(lscpu))
    ghz = machine.clock_ghz()
    device = machine.device_entry(lscpu, bandwidth, HOW, ghz)
    print(f"{lscpu.get('Model name', 'processor')}, {device['cpu_cores']} cores at {ghz:.2f} GHz, {device['simd']}: one "
          f"thread reads {bandwidth / 1e9:.1f} GB/s (best {best / 1e9:.1f})\n  ({HOW})")
    paths = make_files(o.folder)
    package = json.loads((o.folder / "node_modules/node-llama-cpp/package.json").read_text(encoding="utf-8"))
    host = f"{lscpu.get('Model name', 'processor')}, {device['cpu_cores']} cores"
    entries, halves, waited = [], ([], []), []
    for i, model in enumerate(MODELS):
        entries.append(catalog_entry(model))
        measured = decode(o.folder, paths[model.slug], o)
        waited.append(waited_share(measured))
        rows = rows_of(model, entries[-1], file_bytes(model), measured, {"node-llama-cpp": package["version"]}, host)
        halves[i % 2].extend(rows)
        print(f"  {model.slug:28} {file_bytes(model) / 1e6:5.0f} MB  decode {float(rows[0]['tg_tps']):7.1f} tok/s, "
              f"behind {o.n_prompt} tokens {float(rows[1]['tg_tps']):7.1f}, prompt {float(rows[1]['pp_tps']):8.1f}",
              flush=True)
    catalog = o.folder / "datasets"
    machine.write_catalog(ROOT / "datasets", catalog, device, entries)
    tables = [o.folder / name for name in ("runs.tsv", "calibrate-with.tsv", "predict.tsv")]
    for table, rows in zip(tables, (halves[0] + halves[1], *halves)):
        write_runs(table, rows)
    if None in waited:
        print("the kernel does not tell processor times: rates are by the wall, and other programs are in them")
    elif max(waited) > BUSY_SHARE:
        print(f"other programs were running: llama.cpp waited for a core up to {100 * max(waited):.0f} % of its time.\n"
              "  Rates count processor time, but caches and memory were shared: repeat it when the machine is quiet")
    print()
    compare(o.tokroof, o.folder, catalog, machine.SLUG, tables[1], tables[2])
    print(f"\nAll runs: {tables[0]}; have them judged: tokroof check {tables[0]} --datasets {catalog}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
