"""Loads what learning.ts exported of the real model with transformers and peft, and compares with what the engine says.

Usage: exports.py MODEL OUT: the folder that make.py wrote, and the one that learning.ts filled.
"""

import contextlib
import json
import re
import sys
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer
from transformers.utils import logging

sys.path.append(str(Path(__file__).resolve().parent.parent))

from report import check, finish, stage  # noqa: E402

# Shares of the largest logit: f32 sums of thirty layers in another order.
TOLERANCE = 1e-4
SCORE_TOLERANCE = 1e-3
CHAT = [{"role": "user", "content": "Is \\n a line break?\n\n  Not here: 日本."}]


def load(auto, folder: Path, what: str):
    model, info = auto.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    problems = {key: value for key, value in info.items() if value}
    check(f"{what} loads whole", not problems, str(problems or ""))
    return model.eval()


@torch.no_grad()
def logits_of(model, sequences: list[list[int]]) -> torch.Tensor:
    return torch.cat([model(torch.tensor([ids])).logits[0] for ids in sequences])


def compare(what: str, found: torch.Tensor, expected: torch.Tensor) -> None:
    error, most = (found - expected).abs().max().item(), expected.abs().max().item()
    check(what, error <= TOLERANCE * most, f"{error:.1e} of {most:.1f}")


def check_policy(model: Path, out: Path, sequences: list[list[int]], expected: torch.Tensor) -> None:
    policy = load(AutoModelForCausalLM, out / "policy", "policy")
    compare("policy in transformers has the engine's logits", logits_of(policy, sequences), expected)
    read, written = (
        json.loads((folder / "generation_config.json").read_text()) for folder in (model, out / "policy")
    )
    same = all(written[key] == read[key] for key in ("bos_token_id", "eos_token_id", "pad_token_id"))
    check("policy ends where the model did", same and "max_new_tokens" not in written, json.dumps(written))


def check_adapter(model: Path, out: Path, sequences: list[list[int]], expected: torch.Tensor) -> None:
    config = json.loads((out / "adapter" / "adapter_config.json").read_text())
    check("adapter names its base", config["base_model_name_or_path"] == str(model))
    base = AutoModelForCausalLM.from_pretrained(config["base_model_name_or_path"], dtype=torch.float32).eval()
    moved = (logits_of(base, sequences) - expected).abs().max().item()
    adapted = PeftModel.from_pretrained(base, out / "adapter").eval()
    state = load_file(out / "adapter" / "adapter_model.safetensors")
    taken = {key.replace(".default", "") for key, _ in adapted.named_parameters() if "lora_" in key}
    check("adapter is taken whole", taken == set(state), f"{len(state)} matrices")
    compare("adapter in peft has the engine's logits", logits_of(adapted, sequences), expected)
    check("adapter changes the model by more", moved > 10 * TOLERANCE * expected.abs().max().item(), f"{moved:.2f}")


def check_tokenizer(model: Path, out: Path, rows: list[dict]) -> None:
    ours = AutoTokenizer.from_pretrained(model)
    for folder in (out / "policy", out / "bundle" / "policy", out / "bundle" / "reward"):
        tokenizer = AutoTokenizer.from_pretrained(folder)
        name = folder.relative_to(out)
        texts = [one.apply_chat_template(CHAT, tokenize=False, add_generation_prompt=True) for one in (ours, tokenizer)]
        check(f"{name} brings the chat template", texts[0] == texts[1])
        wrong = [row for row in rows if not begins(tokenizer, row)]
        check(f"{name} reads every prompt to the token", not wrong, f"{len(rows)} answers")
        # An answer that was cut within a character, or not spelled as texts are, has no text that reads as it.
        spelled = [row for row in rows if reads(tokenizer, row)]
        cut = [row for row in rows if "\N{REPLACEMENT CHARACTER}" in row["text"]]
        holds = len(spelled) + len(cut) >= len(rows) and len(spelled) > len(cut)
        check(f"{name} reads prompt and answer to the token", holds, f"{len(spelled)} of {len(rows)}, {len(cut)} cut")


def reads(tokenizer, row: dict) -> bool:
    ids = tokenizer(row["prompt"] + row["text"], add_special_tokens=False)["input_ids"]
    return ids == (row["ids"][:-1] if row["finished"] else row["ids"])


def begins(tokenizer, row: dict) -> bool:
    ids = tokenizer(row["prompt"], add_special_tokens=False)["input_ids"]
    return row["ids"][: len(ids)] == ids


@torch.no_grad()
def check_reward(out: Path, rows: list[dict]) -> None:
    reward = load(AutoModelForSequenceClassification, out / "bundle" / "reward", "reward model")
    found = torch.cat([reward(torch.tensor([row["ids"]])).logits[0] for row in rows]) - reward.config.mean
    bag_score = bag_of_card(out / "bundle" / "reward")
    found = (found + torch.tensor([bag_score(row["ids"][row["asked"] :]) for row in rows])) / 2
    expected = torch.tensor([row["score"] for row in rows])
    error, most = (found - expected).abs().max().item(), expected.abs().max().item()
    check("reward model gives the engine's scores", error <= SCORE_TOLERANCE * max(1, most), f"{error:.1e} of {most:.2f}")


def bag_of_card(folder: Path):
    """The function that the reward model's card writes down for the bag of tokens beside it, run as it stands there."""
    [code] = [one for one in re.findall(r"```python\n(.*?)```", (folder / "README.md").read_text(), re.S) if "bag" in one]
    defined: dict = {}
    with contextlib.chdir(folder):
        exec(code, defined)
    return defined["bag_score"]


def main(model: Path, out: Path) -> int:
    torch.set_num_threads(1)
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    told = json.loads((out / "scores.json").read_text())
    rows = told["rows"]
    sequences = [row["ids"] for row in rows[: told["shown"]]]
    expected = load_file(out / "logits.safetensors")["logits"]
    with stage("policy"):
        check_policy(model, out, sequences, expected)
    with stage("adapter"):
        check_adapter(model, out, sequences, expected)
    with stage("tokenizer"):
        check_tokenizer(model, out, rows)
    with stage("reward model"):
        check_reward(out, rows)
    return finish("exports.py")


if __name__ == "__main__":
    sys.exit(main(*(Path(folder).resolve() for folder in sys.argv[1:3])))
