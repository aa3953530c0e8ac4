"""What the scripts of this folder share: the form of a fixture, ragged batches, and how a library's lines are reached.

Every number comes from a library's own code. It is called as it is where that can be done; a trainer is made without
its __init__, with only what its loss reads; a statement inside a long method is cut out of the method's source and run.
"""

import ast
import contextlib
import dataclasses
import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import inspect
import json
import math
import random
import sys
import textwrap
import types
from pathlib import Path

import torch

FIXTURES = Path(__file__).resolve().parents[3] / "tests" / "fixtures" / "libraries"


# ---- what is written ----


def plain(value):
    """Tensors as lists, numbers to 14 digits; null stands for what is not a number, which JSON cannot say."""
    if isinstance(value, torch.Tensor):
        return plain(value.detach().tolist())
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, float):
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return None if math.isnan(value) else float(f"{value:.14g}") + 0.0
    return value


def case(name: str, function: str, batch: str, settings: dict, **expected) -> dict:
    """One case of a fixture: `batch` names its inputs, `expected` is what the library returned."""
    return plain({"name": name, "function": function, "batch": batch, "settings": settings, "expected": expected})


def version(package: str) -> str:
    return importlib.metadata.version(package).split("+")[0]


@dataclasses.dataclass
class Matter:
    """The content of one file: which library computed it, the inputs by name, the cases."""

    name: str
    computed_by: str
    batches: dict
    cases: list

    def text(self) -> str:
        head = {"library": self.computed_by, "batches": plain(self.batches)}
        lines = [json.dumps(entry, ensure_ascii=False, allow_nan=False) for entry in self.cases]
        body = json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1]
        return body + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"


def differs(found, wanted, tolerance: float = 1e-9) -> float:
    """The largest relative difference of two plain values of the same form; infinite where the form differs."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        if wanted.keys() != found.keys():
            return math.inf
        return max((differs(found[key], wanted[key]) for key in wanted), default=0.0)
    if isinstance(wanted, list) and isinstance(found, list):
        if len(wanted) != len(found):
            return math.inf
        return max((differs(*pair) for pair in zip(found, wanted)), default=0.0)
    number = (int, float)
    if isinstance(wanted, number) and isinstance(found, number) and not isinstance(wanted, bool):
        # Cancellation leaves a few 1e-16 of values near one, so nothing is asked of what is smaller than 1e-14.
        return max(0.0, abs(found - wanted) - 1e-14) / max(abs(wanted), 1e-300) if found != wanted else 0.0
    return 0.0 if found == wanted else math.inf


# ---- batches: the tokens of all sequences, one after another, without padding ----


def column(seed: int, count: int, low: float, high: float, step: float = 1 / 64) -> list[float]:
    """Made-up numbers that float32 holds exactly: multiples of `step`."""
    source = random.Random(seed)
    return [round(source.uniform(low, high) / step) * step for _ in range(count)]


def rows(values: list, lengths: list[int], fill: float = 0.0, left: int = 0) -> torch.Tensor:
    """A column as a padded matrix of float64, `left` filled places first."""
    out, at = torch.full((len(lengths), left + max(lengths)), fill, dtype=torch.float64), 0
    for row, length in enumerate(lengths):
        out[row, left : left + length] = torch.tensor(values[at : at + length], dtype=torch.float64)
        at += length
    return out


def mask_of(lengths: list[int], dtype=torch.float64) -> torch.Tensor:
    return (torch.arange(max(lengths))[None, :] < torch.tensor(lengths)[:, None]).to(dtype)


def flat(matrix: torch.Tensor, lengths: list[int], left: int = 0) -> list[float]:
    """The tokens of a padded matrix as a column again."""
    return [entry for row, length in zip(matrix.tolist(), lengths) for entry in row[left : left + length]]


def tokens(seed: int, lengths: list[int], drift: float = 0.4) -> dict:
    """logp and the log-probabilities of the old policy, the reference and the sampler, some ratios outside any clip."""
    count = sum(lengths)
    old = column(seed, count, -4, -0.25)
    near = {name: column(seed + at, count, -reach, reach) for at, (name, reach) in enumerate(DRIFTS, 1)}
    moved = {name: [min(a + b * drift / 0.4, -1 / 64) for a, b in zip(old, near[name])] for name, _ in DRIFTS}
    return {"lengths": lengths, "oldLogp": old, **moved}


DRIFTS = (("logp", 0.5), ("refLogp", 0.75), ("samplerLogp", 0.9))


def leaf(values: torch.Tensor) -> torch.Tensor:
    return values.detach().clone().requires_grad_(True)


# ---- how a library's lines are reached ----


def bare(cls, **attributes):
    """An object of a class without its __init__, with the attributes that the method under test reads."""
    made = object.__new__(cls)
    if isinstance(made, torch.nn.Module):
        torch.nn.Module.__init__(made)
    for key, value in attributes.items():
        object.__setattr__(made, key, value)
    return made


def defaults(config) -> types.SimpleNamespace:
    """What a configuration dataclass holds when nothing is set, without what its __post_init__ asks of a machine."""
    found = {}
    for field in dataclasses.fields(config):
        if field.default is not dataclasses.MISSING:
            found[field.name] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            found[field.name] = field.default_factory()
    return types.SimpleNamespace(**found)


def accelerator() -> types.SimpleNamespace:
    """One process: what is gathered or reduced is what was given."""
    same = lambda value, *_, **__: value  # noqa: E731
    return types.SimpleNamespace(
        device=torch.device("cpu"),
        num_processes=1,
        process_index=0,
        sync_gradients=True,
        gather=same,
        gather_for_metrics=same,
        reduce=same,
        pad_across_processes=same,
        backward=lambda loss, **_: loss.backward(),
    )


def statements(function, *beginnings: str) -> types.CodeType:
    """The statements of a function that begin with these texts, at any depth, in this order, compiled to be run alone.

    Raises LookupError where one is not there: the library has changed, and the numbers have to be looked at again.
    """
    source = textwrap.dedent(inspect.getsource(function))
    lines = source.splitlines()
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    # No beginning is longer than three lines, which are compared with single spaces.
    opened = [" ".join(" ".join(lines[node.lineno - 1 : node.lineno + 2]).split()) for node in nodes]
    chosen = []
    for beginning in beginnings:
        found = [node for node, text in zip(nodes, opened) if text.startswith(beginning)]
        if not found:
            raise LookupError(f"{function.__qualname__} has no statement that begins with {beginning!r}.")
        chosen.append(found[0])
    return compile(ast.Module(body=chosen, type_ignores=[]), inspect.getsourcefile(function), "exec")


@contextlib.contextmanager
def in_double():
    """Casts to float32 inside a library give float64 meanwhile, so that its formula is computed without their error."""
    kept = (torch.Tensor.float, torch.float, torch.float32, torch.get_default_dtype())
    torch.set_default_dtype(torch.float64)
    torch.Tensor.float = torch.Tensor.double
    torch.float = torch.float32 = torch.float64
    try:
        yield
    finally:
        torch.Tensor.float, torch.float, torch.float32 = kept[:3]
        torch.set_default_dtype(kept[3])


class _Anything(types.ModuleType):
    """A module of which every name is a class that does nothing."""

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {"__init__": _nothing, "__call__": _decorate, "__class_getitem__": lambda _: None})


def _nothing(self, *_, **__):
    pass


def _decorate(self, given=None, **__):
    return given


class _StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, packages: tuple[str, ...]):
        self.packages = packages

    def find_spec(self, name: str, path=None, target=None):
        known = name.split(".")[0] in self.packages
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if known else None

    def create_module(self, spec):
        return _Anything(spec.name)

    def exec_module(self, module):
        pass


def stand_in(*packages: str) -> None:
    """Lets code import packages of the GPU stack that are not installed, and that it is not going to call."""
    missing = tuple(name for name in packages if importlib.util.find_spec(name) is None)
    if missing:
        sys.meta_path.append(_StandIns(missing))
