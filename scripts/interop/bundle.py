"""Takes the bundle at its word: reads every data file with datasets, compares the models' numbers with the engine's, and
trains a step with TRL on the CPU from each of its scripts. Leaves what was trained for back.ts.

Usage: python bundle.py FOLDER, as bundle.ts wrote it.
"""

import json
import os
import sys
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""

import torch
from datasets import disable_progress_bars, load_dataset
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer
from transformers.utils import logging

from engines import inside, load_file as load_module, load_script
from report import check, finish, stage

TOLERANCE = 1e-3
COLUMNS = {
    "data/prompts.jsonl": {"prompt": "string", "index": "int64", "repeat": "int64"},
    "data/prompts_test.jsonl": {"prompt": "string", "index": "int64", "repeat": "int64"},
    "data/preferences.jsonl": {"prompt": "string", "chosen": "string", "rejected": "string", "group_id": "string"},
    "data/rankings.jsonl": {
        "id": "string",
        "prompt": "string",
        "responses": "list<string>",
        "ranks": "list<int64>",
        "iterations": "list<int64>",
        "tokens": "list<list<int64>>",
        "finished": "list<bool>",
        "rater": "string",
        "lead_time": "number",
        "at": "int64",
    },
    "data/unpaired.jsonl": {
        "prompt": "string",
        "completion": "string",
        "label": "bool",
        "source": "string",
        "rater": "string",
        "group_id": "string",
    },
}
CPU = ["--use_cpu", "True", "--disable_tqdm", "True"]


def type_name(feature) -> str:
    if isinstance(feature, list):
        return f"list<{type_name(feature[0])}>"
    if hasattr(feature, "feature"):
        return f"list<{type_name(feature.feature)}>"
    return feature.dtype


def check_data(bundle: Path, name: str) -> None:
    data = json.loads((bundle / "run.json").read_text())["data"]
    rows = {}
    for file, wanted in COLUMNS.items():
        rows[file] = load_dataset("json", data_files=str(bundle / file), split="train")
        found = {key: type_name(feature) for key, feature in rows[file].features.items()}
        if found.get("lead_time") in ("double", "float64", "int64"):
            found["lead_time"] = "number"
        check(f"{name} {file} reads", found == wanted, f"{len(rows[file])} rows {found if found != wanted else ''}")
    counts = {"promptRows": "data/prompts.jsonl", "pairs": "data/preferences.jsonl", "rankings": "data/rankings.jsonl"}
    for count, file in {**counts, "unpaired": "data/unpaired.jsonl"}.items():
        check(f"{name} {file} is counted", data[count] == len(rows[file]) > 0, str(data[count]))
    prompts = rows["data/prompts.jsonl"]
    check(f"{name} prompts suffice for TRL", len(prompts) >= 100 + 12 and len(set(prompts["prompt"])) == data["prompts"])
    ranks = [ranking["ranks"] for ranking in rows["data/rankings.jsonl"]]
    check(f"{name} rankings have ties", any(len(set(one)) < len(one) for one in ranks))
    pairs = sum(a < b for one in ranks for a in one for b in one)
    check(f"{name} pairs are those of the rankings", pairs == data["pairs"], str(pairs))
    for file in ("train", "test"):
        chats = load_dataset("json", data_files=str(bundle / "verl" / f"{file}.json"), split="train")
        wanted = {"data_source", "prompt", "ability", "reward_model", "extra_info"}
        one = chats[0]
        holds = set(chats.column_names) == wanted and one["prompt"][0]["content"] == one["extra_info"]["prompt"]
        check(f"{name} verl/{file}.json reads", holds, f"{len(chats)} rows")


def check_models(bundle: Path, name: str) -> None:
    for folder in ("policy", "reference"):
        model, info = AutoModelForCausalLM.from_pretrained(bundle / folder, output_loading_info=True)
        problems = {key: value for key, value in info.items() if value}
        check(f"{name} {folder} loads whole", not problems, str(problems or ""))
        tokenizer = AutoTokenizer.from_pretrained(bundle / folder)
        pads = (tokenizer.pad_token_id, model.config.pad_token_id, model.generation_config.pad_token_id)
        holds = len(set(pads)) == 1 and pads[0] not in (None, tokenizer.eos_token_id)
        check(f"{name} {folder} pads on the left, not with the end", holds and tokenizer.padding_side == "left", str(pads))
        check(f"{name} {folder} has a chat template", bool(tokenizer.chat_template))


@torch.no_grad()
def check_scores(bundle: Path, name: str, expected: list[dict]) -> None:
    """The page's scores: of the classifier, of verl's reward function, of TRL's reward on a left-padded batch."""
    settings = json.loads((bundle / "run.json").read_text())["settings"]
    wanted = torch.tensor([one["score"] for one in expected])
    verl = load_module(f"playground_reward_{name}", bundle / "verl" / "playground_reward.py")
    found = torch.tensor([verl.score_text(one["prompt"], one["text"], one["finished"]) for one in expected])
    error = (found - wanted).abs().max().item()
    check(f"{name} reward model gives the page's scores", error <= TOLERANCE, f"{error:.1e} of {wanted.abs().max():.2f}")

    tokenizer = AutoTokenizer.from_pretrained(bundle / "policy")
    ids = [tokenizer(one["text"])["input_ids"] for one in expected]
    clip, penalty = settings["scoreClip"], settings["missingEosPenalty"]
    final = [
        max(-clip, min(clip, score)) - (0 if length < settings["maxNewTokens"] else penalty)
        for score, length in zip(rescored(verl, expected, ids, settings), map(len, ids))
    ]
    computed = [verl.compute_score("nudge", one["text"], "", {"prompt": one["prompt"]}) for one in expected]
    error = max(abs(a - b) for a, b in zip(final, computed))
    cut = sum(len(one) >= settings["maxNewTokens"] for one in ids)
    check(f"{name} verl's reward is clipped and penalised", error <= TOLERANCE and 0 < cut < len(ids), f"{error:.1e}")

    page = load_script("page_ppo", bundle / "trl" / "ppo.py")
    reward = AutoModelForSequenceClassification.from_pretrained(bundle / "reward")
    clipped = float(wanted.abs().median())
    reward.score = page.PageScore(reward.score, getattr(reward.config, "mean", 0.0))
    get_reward = page.page_reward(page.bag_beside(bundle / "reward", page.RUN), clipped)
    pad, eos = tokenizer.pad_token_id, tokenizer.eos_token_id
    queries = tokenizer([one["prompt"] for one in expected], padding=True, return_tensors="pt")["input_ids"]
    width = max(map(len, ids)) + 1
    answers = [one + ([eos] if e["finished"] else []) for one, e in zip(ids, expected)]
    responses = torch.tensor([one + [pad] * (width - len(one)) for one in answers])
    _, found, _ = get_reward(reward, torch.cat([queries, responses], 1), pad, queries.shape[1])
    error = (found - wanted.clamp(-clipped, clipped)).abs().max().item()
    check(f"{name} TRL's reward is the page's, clipped", error <= TOLERANCE, f"{error:.1e}")
    moved = max(abs(one["score"] - one["alone"]) for one in expected)
    bagged = (bundle / "reward" / "bag.json").exists()
    check(f"{name} scores with a bag of tokens: {bagged}", bagged == (name == "gpt2") == (moved > 0.1), f"{moved:.1e}")


def rescored(verl, expected: list[dict], ids: list[list[int]], settings: dict) -> list[float]:
    """Scores with the end token where verl's reward function takes a response for finished."""
    return [
        verl.score_text(one["prompt"], one["text"], len(tokens) < settings["maxNewTokens"])
        for one, tokens in zip(expected, ids)
    ]


def run_ppo(bundle: Path, name: str) -> None:
    page = load_script("page_ppo", bundle / "trl" / "ppo.py")
    logged = []
    original = page.PPOTrainer.log
    page.PPOTrainer.log = lambda self, metrics, *rest: (logged.append(dict(metrics)), original(self, metrics, *rest))[1]
    options = ["--config", "trl/ppo.yaml", *CPU, "--total_episodes", "12", "--num_sample_generations", "0"]
    arguments = page.make_parser().parse_args_and_config(args=options, fail_with_unknown_args=True)
    try:
        page.main(*arguments)
    finally:
        page.PPOTrainer.log = original
    run = json.loads((bundle / "run.json").read_text())
    [metrics] = logged
    print(f"     {json.dumps({key: round(value, 5) for key, value in metrics.items()})}")
    finite = all(value == value and abs(value) < 1e6 for value in metrics.values())
    bound = run["settings"]["scoreClip"] + run["settings"]["missingEosPenalty"]
    check(f"{name} a PPO step by TRL", finite and abs(metrics["objective/scores"]) <= bound)
    # Policy and reference differ, so the first KL is not 0; the first ratio is near 1.
    check(f"{name} PPO's KL is to the reference", abs(metrics["objective/kl"]) > 1e-4, f"{metrics['objective/kl']:.4f}")
    # Values begin at 0, so that the first loss is half a squared return at most.
    check(f"{name} PPO's critic begins at zero", metrics["loss/value_avg"] < bound**2, f"{metrics['loss/value_avg']:.4f}")
    controller, settings = run["kl_controller"], run["settings"]
    error = max(-0.2, min(0.2, metrics["objective/kl"] / controller["target_per_response"] - 1))
    wanted = controller["coefficient"] * (1 + error * settings["rolloutBatch"] / controller["horizon_episodes"])
    found = arguments[1].kl_coef
    check(f"{name} PPO's beta moves as the page's", abs(found - wanted) < 1e-9, f"{found:.4f}")
    check(f"{name} PPO's first ratios", abs(metrics["val/ratio"] - 1) < 0.3, f"{metrics['val/ratio']:.4f}")


def run_script(bundle: Path, script: str, *options: str) -> None:
    import importlib

    module = importlib.import_module(f"trl.scripts.{script}")
    arguments = ["--config", f"trl/{script}.yaml", *CPU, "--max_steps", "1", *options]
    module.main(*module.make_parser().parse_args_and_config(args=arguments, fail_with_unknown_args=True))


@torch.no_grad()
def leave_behind(bundle: Path, name: str, what: str, source: str, ids: list[list[int]]) -> None:
    """Logits of a model that was trained, for back.ts; and a check that training changed it."""
    folder = bundle / "out" / what
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    before = load_file(bundle / source / "model.safetensors")
    after = load_file(folder / "model.safetensors")
    moved = max((after[key].float() - before[key].float()).abs().max().item() for key in before if key in after)
    check(f"{name} {what} learned", 0 < moved < 1, f"weights moved by {moved:.1e}")
    logits = torch.cat([model(torch.tensor([one])).logits[0] for one in ids])
    save_file({"logits": logits}, folder / "logits.safetensors")


def check_trl(bundle: Path, name: str, expected: list[dict]) -> None:
    tokenizer = AutoTokenizer.from_pretrained(bundle / "policy")
    ids = [tokenizer(one["prompt"] + one["text"])["input_ids"] for one in expected[:3]]
    with inside(bundle):
        back = {}
        with stage(f"{name} PPO"):
            run_ppo(bundle, name)
            back["trl-ppo"] = "policy"
        with stage(f"{name} DPO"):
            run_script(bundle, "dpo")
            back["trl-dpo"] = "reference"
        with stage(f"{name} KTO"):
            run_script(bundle, "kto")
            back["trl-kto"] = "reference"
        for what, source in back.items():
            leave_behind(bundle, name, what, source, ids)
        with stage(f"{name} reward model"):
            run_script(bundle, "reward")
            check_new_reward(bundle, name)
    (bundle.parent / "back.json").write_text(json.dumps({"folders": [f"bundle/out/{what}" for what in back], "ids": ids}))


def check_new_reward(bundle: Path, name: str) -> None:
    model, info = AutoModelForSequenceClassification.from_pretrained(
        bundle / "out" / "trl-reward", output_loading_info=True
    )
    whole = not any(info.values())
    check(f"{name} a reward model by TRL", whole and model.config.num_labels == 1 and model.score.weight.shape[0] == 1)


def main() -> int:
    torch.set_num_threads(1)
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    disable_progress_bars()
    root = Path(sys.argv[1]).resolve()
    bundles = sorted(root.glob("*/bundle"))
    check("there are bundles", len(bundles) == 2)
    for bundle in bundles:
        name = bundle.parent.name
        expected = json.loads((bundle.parent / "expected.json").read_text())["scores"]
        with stage(f"{name} data"):
            check_data(bundle, name)
        with stage(f"{name} models"):
            check_models(bundle, name)
        with stage(f"{name} scores"):
            check_scores(bundle, name, expected)
        with stage(f"{name} training"):
            check_trl(bundle, name, expected)
    return finish("bundle.py")


if __name__ == "__main__":
    sys.exit(main())
