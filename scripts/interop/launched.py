"""Runs a script as python would, then leaves a note that says which of how many processes this one was.

Usage: launched.py NOTES SCRIPT ARGUMENTS, where SCRIPT is a file or, without .py, a module.
"""

import runpy
import sys
from pathlib import Path

from accelerate import PartialState


def main() -> None:
    notes, script, *rest = sys.argv[1:]
    sys.argv = [script, *rest]
    if script.endswith(".py"):
        sys.path[0] = str(Path(script).resolve().parent)
        runpy.run_path(script, run_name="__main__")
    else:
        runpy.run_module(script, run_name="__main__", alter_sys=True)
    state = PartialState()
    (Path(notes) / str(state.process_index)).write_text(str(state.num_processes))
    # A process that ends while another still talks to it takes it down: all say goodbye first.
    state.wait_for_everyone()
    state.destroy_process_group()


if __name__ == "__main__":
    main()
