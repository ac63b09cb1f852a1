"""Types of the package; the docstrings are in the code (help(tokroof))."""
from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from typing import Any, TypedDict, TypeVar, Union

import numpy as np
import numpy.typing as npt
import pandas as pd
from typing_extensions import Self, TypeAlias, Unpack

__version__: str

Path: TypeAlias = Union[str, PathLike[str]]
Progress: TypeAlias = Callable[[int, int], object]
Rows: TypeAlias = Union[Path, Iterable[Path], dict[str, Any], Iterable[dict[str, Any]], pd.DataFrame, None]
_T = TypeVar("_T")
Many: TypeAlias = Union[_T, Sequence[Union[_T, None]], npt.NDArray[Any], pd.Series, None]

class Scenario(TypedDict, total=False):
    device: str | None
    n_devices: int | None
    split: str | None
    tensor_split: str | None
    pipeline_parallel: int | None
    data_parallel_attention: int | None
    expert_parallel: bool | None
    link: str | None
    network: str | None
    machine_devices: int | None
    replicas: int | None
    host: str | None
    host_channels: int | None
    host_memory_mts: int | None
    host_sockets: int | None
    host_memory_gib: float | None
    gpu_memory_gib: float | None
    os: str | None
    gpu_memory_utilization: float | None
    max_model_len: float | None
    max_num_seqs: float | None
    storage: str | None
    threads: int | None
    power_limit_w: float | None
    model: str | PathLike[str] | None
    quant: str | None
    size_gib: float | None
    engine: str | None
    backend: str | None
    engine_date: str | None
    flash_attn: int | str | bool | None
    eager: int | str | bool | None
    n_gpu_layers: int | None
    n_cpu_moe: int | None
    override_tensor: str | None
    spill: bool | None
    kv_type: str | None
    n_prompt: int | None
    n_ubatch: int | None
    n_gen: int | None
    n_depth: int | None
    concurrency: int | None
    speculative: str | None
    spec_tokens: int | None
    acceptance: float | None
    level: float | None
    usd_per_kwh: float | None
    idle_power_w: float | None
    host_power_w: float | None
    psu_efficiency: float | None
    price_usd: float | None
    host_price_usd: float | None
    rent_usd_per_h: float | None
    hours_per_day: float | None
    idle_hours_per_day: float | None
    amortize_years: float | None
    rented_usd_per_h: float | None
    rented_device: str | None

class Served(Scenario, total=False):
    request_rate: float | None
    requests: int | None
    length_spread: float | None
    prefix_hit_share: float | None
    prefill_replicas: int | None
    kv_link: str | None
    ttft_slo: float | None
    itl_slo: float | None
    seed: int | None

class Scenarios(TypedDict, total=False):
    device: Many[str]
    n_devices: Many[float]
    split: Many[str]
    tensor_split: Many[str]
    pipeline_parallel: Many[float]
    data_parallel_attention: Many[float]
    expert_parallel: Many[bool]
    link: Many[str]
    network: Many[str]
    machine_devices: Many[float]
    replicas: Many[float]
    host: Many[str]
    host_channels: Many[float]
    host_memory_mts: Many[float]
    host_sockets: Many[float]
    host_memory_gib: Many[float]
    gpu_memory_gib: Many[float]
    os: Many[str]
    gpu_memory_utilization: Many[float]
    max_model_len: Many[float]
    max_num_seqs: Many[float]
    storage: Many[str]
    threads: Many[float]
    power_limit_w: Many[float]
    model: Many[str]
    quant: Many[str]
    size_gib: Many[float]
    engine: Many[str]
    backend: Many[str]
    engine_date: Many[str]
    flash_attn: Many[int | str]
    eager: Many[int | str]
    n_gpu_layers: Many[float]
    n_cpu_moe: Many[float]
    override_tensor: Many[str]
    spill: Many[bool]
    kv_type: Many[str]
    n_prompt: Many[float]
    n_ubatch: Many[float]
    n_gen: Many[float]
    n_depth: Many[float]
    concurrency: Many[float]
    speculative: Many[str]
    spec_tokens: Many[float]
    acceptance: Many[float]
    level: Many[float]
    usd_per_kwh: Many[float]
    idle_power_w: Many[float]
    host_power_w: Many[float]
    psu_efficiency: Many[float]
    price_usd: Many[float]
    host_price_usd: Many[float]
    rent_usd_per_h: Many[float]
    hours_per_day: Many[float]
    idle_hours_per_day: Many[float]
    amortize_years: Many[float]
    rented_usd_per_h: Many[float]
    rented_device: Many[str]

class Document(dict[str, Any]):
    def copy(self) -> Self: ...
    def frame(self) -> pd.DataFrame: ...

class Calibration(Document):
    model: Model

class Error(Exception):
    kind: str
    message: str
    where: str
    suggestions: Sequence[str]
    document: dict[str, Any]

class InputError(Error, ValueError): ...
class CannotModel(Error): ...

class DoesNotFit(CannotModel):
    memory: dict[str, Any] | None

class Model:
    def __init__(self, datasets: Path | None = None, coefficients: Path | None = None,
                 hardware: Path | dict[str, object] | Sequence[dict[str, object]] | None = None) -> None: ...
    def predict(self, **scenario: Unpack[Served]) -> Document: ...
    def predict_array(self, *, intervals: bool = True, progress: Progress | None = None,
                      **scenario: Unpack[Scenarios]) -> npt.NDArray[np.void]: ...
    def explain(self, **scenario: Unpack[Scenario]) -> Document: ...
    def capacity(self, **scenario: Unpack[Scenario]) -> Document: ...
    def rank(self, *, devices: Sequence[str] | str | None = None, n_devices: Sequence[int] | int | None = None,
             vendor: str | None = None, kind: str | None = None, by: str = "tps", budget_usd: float | None = None,
             max_power_w: float | None = None, min_tps: float | None = None,
             prices_usd: dict[str, float] | None = None, **scenario: Unpack[Served]) -> Document: ...
    def models(self, *, min_tps: float | None = None, context: float | None = None, max_age_months: float | str | None = None,
               family: str | None = None, dense: bool = False, moe: bool = False, by: str = "size",
               **scenario: Unpack[Scenario]) -> Document: ...
    def sweep(self, *, intervals: bool = True, shard: str | None = None, **scenario: Unpack[Scenarios]) -> Document: ...
    def list(self, kind: str, filter: str = "") -> Document: ...
    def options(self) -> Document: ...
    def check(self, runs: Rows = None, *, text: str | None = None, **given: Unpack[Scenario]) -> Document: ...
    def diagnose(self, runs: Rows = None, *, text: str | None = None, **given: Unpack[Scenario]) -> Document: ...
    def runs(self, runs: Rows = None, *, text: str | None = None, **given: Unpack[Scenario]) -> Document: ...
    def audit(self, claims: Path | None = None, *, text: str | None = None) -> Document: ...
    def evaluate(self, runs: Rows = None, *, text: str | None = None, leave_out: str | None = None, given: int = 0,
                 rows: bool = False, progress: Progress | None = None) -> Document: ...
    def fit(self, runs: Rows = None, *, text: str | None = None, output: Path | None = None,
            progress: Progress | None = None) -> Document: ...
    def calibrate(self, runs: Rows = None, *, text: str | None = None, device: str, output: Path | None = None) -> Calibration: ...
    def save(self, path: Path) -> None: ...

def predict(**scenario: Unpack[Served]) -> Document: ...
def predict_array(*, intervals: bool = True, progress: Progress | None = None,
                  **scenario: Unpack[Scenarios]) -> npt.NDArray[np.void]: ...
def explain(**scenario: Unpack[Scenario]) -> Document: ...
def capacity(**scenario: Unpack[Scenario]) -> Document: ...
def rank(*, devices: Sequence[str] | str | None = None, n_devices: Sequence[int] | int | None = None,
         vendor: str | None = None, kind: str | None = None, by: str = "tps", budget_usd: float | None = None,
         max_power_w: float | None = None, min_tps: float | None = None,
         prices_usd: dict[str, float] | None = None, **scenario: Unpack[Served]) -> Document: ...
def models(*, min_tps: float | None = None, context: float | None = None, max_age_months: float | str | None = None,
           family: str | None = None, dense: bool = False, moe: bool = False, by: str = "size",
           **scenario: Unpack[Scenario]) -> Document: ...
def sweep(*, intervals: bool = True, shard: str | None = None, **scenario: Unpack[Scenarios]) -> Document: ...
def list(kind: str, filter: str = "") -> Document: ...
def options() -> Document: ...
def check(runs: Rows = None, *, text: str | None = None, **given: Unpack[Scenario]) -> Document: ...
def diagnose(runs: Rows = None, *, text: str | None = None, **given: Unpack[Scenario]) -> Document: ...
def runs(runs: Rows = None, *, text: str | None = None, **given: Unpack[Scenario]) -> Document: ...
def audit(claims: Path | None = None, *, text: str | None = None) -> Document: ...
def evaluate(runs: Rows = None, *, text: str | None = None, leave_out: str | None = None, given: int = 0,
             rows: bool = False, progress: Progress | None = None) -> Document: ...
def fit(runs: Rows = None, *, text: str | None = None, output: Path | None = None,
        progress: Progress | None = None) -> Document: ...
def calibrate(runs: Rows = None, *, text: str | None = None, device: str, output: Path | None = None) -> Calibration: ...
