"""Computes the fixtures of tests/fixtures/libraries with the libraries, and compares or, with --write, writes them.

`run.py FOLDER [--write] [NAME…]`: FOLDER holds the newer TRL, NAMEs are modules of this folder (all without one).
Prints one line a case. Fixtures are equal to 1e-9 relative, or the check fails: a library has changed, or its version.
"""

import importlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import common  # noqa: E402
from report import check, finish, stage  # noqa: E402

# TRL's PPO left after 1.12, so its module comes first, with the TRL of the environment; the rest see the newer one.
OLDER = ["trl_ppo"]
NEWER = ["trl_groups", "trl_preferences", "verl_core", "openrlhf_losses", "traps", "allrank_losses", "overlong"]


def compare(matter: common.Matter) -> None:
    path = common.FIXTURES / f"{matter.name}.json"
    if not path.exists():
        check(f"{matter.name} has a fixture", False)
        return
    kept, found = json.loads(path.read_text(encoding="utf8")), json.loads(matter.text())
    check(f"{matter.name}: {matter.computed_by}", kept["library"] == found["library"], f"fixture of {kept['library']}")
    check(f"{matter.name}: inputs", kept["batches"] == found["batches"])
    by_name = {entry["name"]: entry for entry in kept["cases"]}
    check(f"{matter.name}: the same cases", list(by_name) == [entry["name"] for entry in found["cases"]])
    for entry in found["cases"]:
        wanted = by_name.get(entry["name"])
        if wanted is None:
            continue
        alike = all(entry[key] == wanted[key] for key in ("function", "batch", "settings"))
        off = common.differs(entry["expected"], wanted["expected"])
        check(f"{matter.name}: {entry['name']}", alike and off <= 1e-9, f"{entry['function']}, off by {off:.0e}")


def write(matter: common.Matter) -> None:
    path = common.FIXTURES / f"{matter.name}.json"
    path.write_text(matter.text(), encoding="utf8")
    check(f"{path.name} written", path.stat().st_size < 40_960, f"{path.stat().st_size} bytes")


def forget(package: str) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]


def main(newer: str, options: list[str]) -> int:
    names = [option for option in options if option != "--write"] or OLDER + NEWER
    for name in names:
        if name in NEWER and newer not in sys.path:
            forget("trl")
            sys.path.insert(0, newer)
        with stage(name):
            for matter in importlib.import_module(name).matters():
                (write if "--write" in options else compare)(matter)
    return finish("the losses of the libraries")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
