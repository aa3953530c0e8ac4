"""The page's second voice on a response: a regression on which tokens it has, and how long it is.

It is bag.json beside a reward model, where the page had one; a page's score is the mean over its reward models and it.
Knows no model and no text.
"""

import json
import math
from pathlib import Path


class RewardBag:
    """What bag.json says. `models`: how many reward models had a voice beside it; here one speaks for all of them."""

    def __init__(self, bag: dict, models: int):
        self.weights = dict(zip(bag["tokens"], bag["weights"]))
        self.length, self.mean, self.std, self.models = bag["length"], bag["mean"], bag["std"], models

    def score(self, response: list[int]) -> float:
        """Of the ids of a response alone, with its end token if it was finished; in spreads of the reference's scores."""
        length = (math.log1p(len(response)) - self.length["mean"]) / self.length["spread"]
        raw = sum(self.weights.get(token, 0.0) for token in set(response)) + self.length["weight"] * length
        return (raw - self.mean) / self.std

    def joined(self, score, response: list[int]):
        """The page's score, before clipping. `score`: the reward model's, less its mean; a number or a tensor."""
        return (self.models * score + self.score(response)) / (self.models + 1)


def bag_beside(reward: Path, run: dict) -> RewardBag | None:
    """The bag that was fitted with the reward model in the folder `reward`; None where that model speaks alone."""
    file = Path(reward) / "bag.json"
    return RewardBag(json.loads(file.read_text()), run["reward"]["members"]) if file.exists() else None
