"""Runs the bundle's launch scripts with recorders in place of the programs that they start, and hands what was recorded
to each engine's own argument parser: TRL's and accelerate's, OpenRLHF's, verl's configuration under Hydra.

Usage: python engines.py FOLDER, as bundle.ts wrote it. Nothing here trains; OpenRLHF's and verl's GPU stack (Ray, vLLM,
DeepSpeed, flash attention) is not installed, and stands in as stub modules where it is imported.
"""

import argparse
import ast
import contextlib
import importlib
import importlib.machinery
import importlib.metadata
import importlib.util
import io
import json
import os
import subprocess
import sys
import tempfile
import types
from pathlib import Path

import yaml

from report import check, finish, stage
from verl_numbers import check_template, check_verl_numbers

RECORDED = ("accelerate", "deepspeed", "python3", "ray")
RECORDER = """#!{python}
import json, os, sys
with open(os.environ["RECORDING"], "a") as file:
    file.write(json.dumps([os.path.basename(sys.argv[0]), *sys.argv[1:]]) + "\\n")
"""


def record(script: Path, **environment: str) -> list[list[str]]:
    """The commands that a launch script runs, as bash expands them."""
    with tempfile.TemporaryDirectory() as folder:
        for name in RECORDED:
            program = Path(folder) / name
            program.write_text(RECORDER.format(python=sys.executable))
            program.chmod(0o755)
        recording = Path(folder) / "recording"
        paths = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "RECORDING": str(recording)}
        subprocess.run(["bash", str(script)], check=True, env={**os.environ, **paths, **environment})
        return [json.loads(line) for line in recording.read_text().splitlines()]


@contextlib.contextmanager
def inside(folder: Path):
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def requirements(folder: Path) -> dict[str, str]:
    lines = (folder / "requirements.txt").read_text().splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {name.split("[")[0]: version for name, version in pairs}


def check_versions(folder: Path, names: tuple[str, ...]) -> None:
    """What is parsed with here is what the bundle tells people to install."""
    wanted = requirements(folder)
    for name in names:
        installed = importlib.metadata.version(name).split("+")[0]
        check(f"{folder.name} {name} as pinned", wanted[name] == installed, f"{wanted[name]} and {installed}")


def check_trl(bundle: Path) -> None:
    check_versions(bundle / "trl", ("torch", "transformers", "trl", "peft", "datasets", "accelerate"))
    for name in ("reward", "dpo", "kto", "ppo"):
        with stage(f"TRL {name}"):
            [[program, verb, *arguments]] = record(bundle / "trl" / f"{name}.sh", GPUS="2")
            check(f"TRL {name} is launched by accelerate", (program, verb) == ("accelerate", "launch"))
            with inside(bundle):
                check_launch(name, arguments)


def check_launch(name: str, arguments: list[str]) -> None:
    from accelerate.commands.config.config_args import load_config_from_file
    from accelerate.commands.launch import launch_command_parser

    launch = launch_command_parser().parse_args(arguments)
    config = load_config_from_file(launch.config_file)
    check(f"accelerate accepts TRL {name}", launch.num_processes == 2 and config.deepspeed_config["zero_stage"] == 2)
    if launch.module:
        module = importlib.import_module(launch.training_script)
    else:
        module = load_script("page_ppo", Path(launch.training_script))
    parser = module.make_parser()
    parsed = parser.parse_args_and_config(args=launch.training_script_args, fail_with_unknown_args=True)
    unknown = [*launch.training_script_args, "--no_such", "1"]
    check_refusal(
        f"TRL {name}", lambda: module.make_parser().parse_args_and_config(args=unknown, fail_with_unknown_args=True)
    )
    with open(f"trl/{name}.yaml") as file:
        wanted = yaml.safe_load(file)
    wrong = [key for key, value in wanted.items() if not holds(parsed, key, value)]
    # ppo.sh shares the batch among GPUs; sets of data are objects by then.
    allowed = {"per_device_train_batch_size"} if name == "ppo" else set()
    check(f"TRL {name} parses", not set(wrong) - allowed, f"{len(wanted)} settings {wrong or ''}")
    if name == "ppo":
        batch = next(part for part in parsed if hasattr(part, "num_ppo_epochs")).per_device_train_batch_size
        check("TRL ppo shares the batch", 2 * batch == wanted["per_device_train_batch_size"], str(batch))


def holds(parsed, key: str, value) -> bool:
    """Whether one of the dataclasses took a setting as it stands in the file."""
    for part in parsed:
        if hasattr(part, key):
            found = getattr(part, key)
            if key == "datasets":
                return [vars(one)["data_files"] for one in found] == [one["data_files"] for one in value]
            if key == "report_to":
                return found in (value, [value], [])
            return str(getattr(found, "value", found)) == str(value) or found == value
    return False


def check_refusal(what: str, parse) -> None:
    """A parser that takes anything would prove nothing."""
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            parse()
    except (Exception, SystemExit) as error:
        check(f"{what} refuses a setting that it does not have", "no_such" in str(error) or error.args == (2,))
    else:
        check(f"{what} refuses a setting that it does not have", False)


def load_file(name: str, path: Path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def load_script(name: str, path: Path):
    """As Python starts a script: it finds what lies beside it, which a file that is loaded by its path does not."""
    beside = str(path.resolve().parent)
    sys.path.insert(0, beside)
    try:
        return load_file(name, path)
    finally:
        sys.path.remove(beside)


def check_sharing(bundle: Path) -> None:
    """A minibatch that GPUs cannot share is refused before anything starts."""
    for script in ("trl/ppo.sh", "openrlhf/train_ppo_ray.sh", "openrlhf/train_rm.sh", "verl/main_ppo.sh"):
        run = subprocess.run(
            ["bash", str(bundle / script)], env={**os.environ, "GPUS": "7", "RAY": "no"}, capture_output=True, text=True
        )
        check(f"{script} refuses 7 GPUs", run.returncode == 1 and "evenly" in run.stderr, run.stderr.strip())


def check_openrlhf(bundle: Path) -> None:
    check_versions(bundle / "openrlhf", ("openrlhf",))
    print("     OpenRLHF: its parser code is run as it is; its imports of the GPU stack and its train() are left out")
    with stage("OpenRLHF reward model"):
        [[program, *arguments]] = record(bundle / "openrlhf" / "train_rm.sh", GPUS="2")
        at = arguments.index("--module")
        check("OpenRLHF reward model is launched by deepspeed", program == "deepspeed" and at == 2)
        module, *flags = arguments[at + 1 :]
        args = parse_openrlhf(module, flags)
        check_paths("OpenRLHF reward model", [args.model.model_name_or_path, args.data.dataset])
        check("OpenRLHF reward model parses", args.data.chosen_key == "chosen" and args.adam.betas == [0.9, 0.999])
    with stage("OpenRLHF's reward model"):
        print("     OpenRLHF: DeepSpeed and flash attention stand in as stubs while its reward model runs on the CPU")
        check_openrlhf_reward(bundle)
    run = json.loads((bundle / "run.json").read_text())
    settings = run["settings"]
    for start in ("policy", "reference"):
        with stage(f"OpenRLHF PPO from {start}"):
            ray, [program, dash, module, *flags] = record(
                bundle / "openrlhf" / "train_ppo_ray.sh", GPUS="2", START=start
            )
            check("OpenRLHF starts Ray", ray == ["ray", "start", "--head", "--num-gpus", "2"])
            check_refusal("OpenRLHF", lambda: parse_openrlhf(module, [*flags, "--algo.no_such", "1"]))
            args = parse_openrlhf(module, flags)
            paths = [args.actor.model_name_or_path, args.reward.model_name_or_path, args.data.prompt_dataset]
            check_paths(f"OpenRLHF PPO from {start}", paths)
            batches = args.rollout.batch_size == args.train.batch_size * settings["minibatches"]
            batches = batches and args.train.batch_size % (2 * args.train.micro_batch_size) == 0
            clips = list(args.actor.eps_clip_low_high) == [settings["clipRange"]] * 2
            target = abs(args.algo.kl.target * run["tokens"]["mean_response"] - settings["klTarget"]) < 1e-6
            values = args.critic.value_clip == settings["valueClipRange"] and args.algo.advantage.lambd == 0.95
            check(f"OpenRLHF PPO from {start} parses", batches and clips and target and values, f"{len(flags)} words")
            critic = args.critic.model_name_or_path == args.reward.model_name_or_path
            check("OpenRLHF takes the reward model for its critic", critic)


def parse_openrlhf(module: str, flags: list[str]):
    """Runs a program of OpenRLHF up to the call of its train(), and gives what that would have got."""
    source = Path(find_module("openrlhf") / (module.removeprefix("openrlhf.").replace(".", "/") + ".py"))
    tree = ast.parse(source.read_text())
    heavy = lambda node: isinstance(node, (ast.Import, ast.ImportFrom)) and (  # noqa: E731
        (getattr(node, "module", None) or node.names[0].name).split(".")[0] in ("openrlhf", "ray")
    )
    tree.body = [node for node in tree.body if not heavy(node)]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "train":
            node.body = ast.parse("CAPTURED.append(args)").body
    captured = []
    config = load_file("openrlhf_config", find_module("openrlhf") / "utils" / "config.py")
    stubs = {name: types.ModuleType(name) for name in ("openrlhf", "openrlhf.utils")}
    sys.modules.update(stubs, **{"openrlhf.utils.config": config})
    before = sys.argv
    sys.argv = [str(source), *flags]
    try:
        code = compile(ast.fix_missing_locations(tree), str(source), "exec")
        exec(code, {"__name__": "__main__", "CAPTURED": captured})
    finally:
        sys.argv = before
        for name in (*stubs, "openrlhf.utils.config"):
            sys.modules.pop(name, None)
    return captured[0]


@contextlib.contextmanager
def without_gpu_stack():
    """OpenRLHF's own modules, with stubs for what they import of the GPU stack and never call on a CPU."""
    root = find_module("openrlhf")
    nothing = lambda *_: None  # noqa: E731
    padding = ("index_first_axis", "pad_input", "rearrange", "unpad_input")
    made = {
        "deepspeed": {},
        "flash_attn": {},
        "flash_attn.bert_padding": dict.fromkeys(padding, nothing),
        "flash_attn.utils": {},
        "flash_attn.utils.distributed": {"all_gather": nothing},
    }
    packages = {"openrlhf": root, "openrlhf.models": root / "models", "openrlhf.utils": root / "utils"}
    for name in (*made, *packages):
        module = types.ModuleType(name)
        module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
        module.__path__ = [str(packages[name])] if name in packages else []
        vars(module).update(made.get(name, {}))
        sys.modules[name] = module
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] in ("deepspeed", "flash_attn", "openrlhf")]:
            del sys.modules[name]


def check_openrlhf_reward(bundle: Path) -> None:
    """OpenRLHF's reward model, made from reward/ as its trainer makes it, scores as the page's does alone."""
    import torch
    from transformers import AutoTokenizer

    expected = json.loads((bundle.parent / "expected.json").read_text())["scores"]
    tokenizer = AutoTokenizer.from_pretrained(bundle / "policy")
    end = tokenizer.eos_token_id
    ids = [tokenizer(one["prompt"] + one["text"])["input_ids"] + [end] * one["finished"] for one in expected]
    width = max(map(len, ids))
    batch = torch.tensor([[tokenizer.pad_token_id] * (width - len(one)) + one for one in ids])
    mask = torch.tensor([[0] * (width - len(one)) + [1] * len(one) for one in ids])
    with without_gpu_stack():
        from openrlhf.models.model import get_llm_for_sequence_regression
        from openrlhf.utils import utils

        # Its own choices are the two half precisions.
        utils.convert_to_torch_dtype = lambda _: torch.float32
        model = get_llm_for_sequence_regression(str(bundle / "reward"), "reward", attn_implementation="eager").eval()
        with torch.no_grad():
            found = model(batch, attention_mask=mask) - model.config.mean
    error = (found - torch.tensor([one["alone"] for one in expected])).abs().max().item()
    check("OpenRLHF's reward model scores as the page's does alone", error <= 1e-3, f"{error:.1e}")


def find_module(name: str) -> Path:
    """Where a package lies, without importing it."""
    return Path(importlib.util.find_spec(name).submodule_search_locations[0])


def check_paths(what: str, paths: list[str]) -> None:
    missing = [path for path in paths if not Path(path).is_absolute() or not Path(path).exists()]
    check(f"{what} finds its files", not missing, ", ".join(missing))


def check_verl(bundle: Path) -> None:
    from hydra import compose, initialize_config_dir
    from omegaconf import OmegaConf

    check_versions(bundle / "verl", ("verl", "hydra-core"))
    print("     verl: Hydra composes verl's own configuration; verl itself, which needs Ray, is not imported")
    for start in ("policy", "reference"):
        with stage(f"verl from {start}"):
            [[program, dash, module, *overrides]] = record(
                bundle / "verl" / "main_ppo.sh", GPUS="2", NODES="3", START=start
            )
            check("verl is launched", [program, dash, module] == ["python3", "-m", "verl.trainer.main_ppo"])
            with initialize_config_dir(str(find_module("verl") / "trainer" / "config"), version_base=None):
                # Hydra refuses names that verl's configuration does not have.
                config = compose("ppo_trainer", overrides)
                check_refusal("verl", lambda: compose("ppo_trainer", [*overrides, "algorithm.no_such=1"]))
            OmegaConf.resolve(config)
            check(f"verl from {start} composes", config.trainer.nnodes == 3, f"{len(overrides)} settings")
            model = config.actor_rollout_ref.model
            paths = [config.data.train_files, config.data.val_files, model.path, config.critic.model.path]
            check_paths(f"verl from {start}", [*paths, config.reward.custom_reward_function.path])
            check_verl_numbers(config, json.loads((bundle / "run.json").read_text()))
            check_template(bundle, model.custom_chat_template)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    root = parser.parse_args().folder.resolve()
    for bundle in sorted(root.glob("*/bundle")):
        print(f"     {bundle.parent.name}")
        for engine in (check_sharing, check_trl, check_openrlhf, check_verl):
            with stage(f"{bundle.parent.name} {engine.__name__}"):
                engine(bundle)
    return finish("engines.py")


if __name__ == "__main__":
    sys.exit(main())
