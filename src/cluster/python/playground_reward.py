"""verl's reward function: the score that the page's reward model gives a response, with the bag of tokens beside it.

verl calls compute_score once a response, with its text. The model in reward/ runs on the CPU; its numbers are the
page's to 1e-3. What the page does to a score (clipping, a penalty for not ending) is read from run.json.
"""

import functools
import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

BUNDLE = Path(__file__).resolve().parent.parent
# verl loads this file by its path, which tells Python nothing of the files beside it.
sys.path.append(str(BUNDLE / "verl"))

from reward_bag import bag_beside  # noqa: E402


@functools.lru_cache(maxsize=1)
def loaded():
    run = json.loads((BUNDLE / "run.json").read_text())
    model = AutoModelForSequenceClassification.from_pretrained(BUNDLE / "reward", dtype=torch.float32).eval()
    return model, AutoTokenizer.from_pretrained(BUNDLE / "reward"), run, bag_beside(BUNDLE / "reward", run)


@torch.no_grad()
def score_text(prompt: str, response: str, finished: bool) -> float:
    """The page's score of a response: in spreads of the reference model's scores, before clipping."""
    model, tokenizer, run, bag = loaded()
    # The start token is the page's, whatever this version of transformers would put there.
    start = run["tokens"]["start"]
    ids = start + tokenizer(prompt + response, add_special_tokens=False)["input_ids"]
    if finished:
        ids = ids + [model.config.eos_token_id]
    score = model(torch.tensor([ids])).logits[0, 0].item() - getattr(model.config, "mean", 0.0)
    before = len(start) + len(tokenizer(prompt, add_special_tokens=False)["input_ids"])
    return bag.joined(score, ids[before:]) if bag else score


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **_) -> float:
    """The scalar reward: the score, clipped, less the penalty where the response did not end by itself.

    verl hands over text without the end token: a response as long as allowed is taken for unfinished. One that
    ended exactly there is mistaken for that.
    """
    _, tokenizer, run, _ = loaded()
    settings = run["settings"]
    length = len(tokenizer(solution_str, add_special_tokens=False)["input_ids"])
    finished = length < settings["maxNewTokens"]
    score = score_text(extra_info["prompt"], solution_str, finished)
    clip = settings["scoreClip"]
    if clip > 0:
        score = max(-clip, min(clip, score))
    return score if finished else score - settings["missingEosPenalty"]
