"""Takes a step with the scripts of a bundle as they are run, on the CPU: alone, and as accelerate launches two processes.

Usage: training.py FOLDER, which has `bundle/` in it.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import torch
from safetensors import safe_open
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification
from transformers.utils import logging

from report import check, finish, stage

LAUNCHED = Path(__file__).resolve().parent / "launched.py"
ALONE = [sys.executable]
# Not --cpu: accelerate starts one process then, whatever number it is given.
TWO = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_machines", "1", "--num_processes", "2"]
TWO += ["--mixed_precision", "no", "--dynamo_backend", "no"]
CPU = ["--use_cpu", "True", "--disable_tqdm", "True"]
# Lines that say nothing of a failure.
NOISE = re.compile(r"\d+%\|| Warning: ")
# Of one iteration, in all.
EPISODES = 4
SCRIPTS = {
    "ppo": ("trl/ppo.py", ["--total_episodes", str(EPISODES), "--num_sample_generations", "0"]),
    "reward": ("trl.scripts.reward", ["--max_steps", "1", "--per_device_train_batch_size", "2"]),
    "dpo": ("trl.scripts.dpo", ["--max_steps", "1", "--per_device_train_batch_size", "2"]),
}
# What each kind of training starts from.
SOURCES = {"ppo": "policy", "reward": "reference", "dpo": "reference"}


def run(bundle: Path, script: str, launcher: list[str], processes: int) -> None:
    name = f"{script} {'alone' if processes == 1 else f'in {processes} processes'}"
    out, notes = (bundle / "out" / f"{script}-{processes}{ending}" for ending in ("", "-notes"))
    notes.mkdir(parents=True)
    file, options = SCRIPTS[script]
    if script == "ppo":
        options = [*options, "--per_device_train_batch_size", str(EPISODES // processes)]
    arguments = ["--config", f"trl/{script}.yaml", *CPU, *options, "--output_dir", str(out)]
    began = time.monotonic()
    code, told = launch([*launcher, str(LAUNCHED), str(notes), file, *arguments], bundle)
    tries = 1
    if code != 0 and crashed(code, told):
        # The libraries fell over, which says nothing of the script: once more, and said so.
        print(f"     {name} was ended by a signal:\n{told}", flush=True)
        for place in (out, notes):
            shutil.rmtree(place, ignore_errors=True)
        notes.mkdir(parents=True)
        code, told = launch([*launcher, str(LAUNCHED), str(notes), file, *arguments], bundle)
        tries = 2
    seconds = time.monotonic() - began
    check(f"{name} makes a step", code == 0, f"{seconds:.0f} s" + (", second try" if tries > 1 else ""))
    if code != 0:
        print(told, flush=True)
        return
    told = sorted(int(note.name) for note in notes.iterdir())
    sizes = {note.read_text() for note in notes.iterdir()}
    check(f"{name} is so many processes", told == list(range(processes)) and sizes == {str(processes)}, f"{told}")
    kind = AutoModelForSequenceClassification if script == "reward" else AutoModelForCausalLM
    _, info = kind.from_pretrained(out, output_loading_info=True)
    check(f"{name} leaves a model that loads whole", not any(info.values()))
    moved, finite = furthest(out, bundle / SOURCES[script])
    check(f"{name} learned", finite and 0 < moved < 1, f"weights moved by {moved:.1e}")


def launch(command: list[str], bundle: Path) -> tuple[int, str]:
    """The exit code, and the end of what was printed, without progress bars and without warnings."""
    result = subprocess.run(
        command,
        cwd=bundle,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": "", "ACCELERATE_USE_CPU": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = [line for line in result.stdout.splitlines() if line.strip() and not NOISE.search(line)]
    return result.returncode, "\n".join(lines)[-6000:]


def crashed(code: int, told: str) -> bool:
    """Whether a process was ended by a signal: its own code is below zero, and torchrun prints that of a child."""
    return code < 0 or re.search(r"exitcode\s*:\s*-\d|Signal \d+ \(SIG", told) is not None


def furthest(after: Path, before: Path) -> tuple[float, bool]:
    """How far any weight went that both have, and whether all are numbers."""
    old = tensors(before)
    moved, finite, met = 0.0, True, 0
    for name, value in tensors(after).items():
        finite &= bool(value.isfinite().all())
        if name in old:
            met += 1
            moved = max(moved, (value - old[name]).abs().max().item())
    return moved, finite and met > 0


def tensors(folder: Path) -> dict[str, torch.Tensor]:
    found = {}
    for file in sorted(folder.glob("model*.safetensors")):
        with safe_open(file, framework="pt") as opened:
            found |= {name: opened.get_tensor(name).float() for name in opened.keys()}
    return found


def main(folder: Path) -> int:
    torch.set_num_threads(1)
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    for script in SCRIPTS:
        for launcher, processes in ((ALONE, 1), (TWO, 2)):
            with stage(f"{script} in {processes}"):
                run(folder / "bundle", script, launcher, processes)
    return finish("training.py")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
