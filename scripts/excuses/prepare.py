"""Writes excuses for being late: what the model learns from, and the prompts that it comes with. The same seed writes the same files.

    python scripts/excuses/prepare.py excuses-data.local

Knows: how an excuse is put together, and how often each of its traits comes up.
Must not know: tokens, the model.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from grammar import ABSURD, CLOSINGS, CRIES, CULPRITS, EMOJIS, OCCASIONS, OPENINGS, QUESTIONS

SEED = 1
EXAMPLES = 60_000
TRAIN_PROMPTS = 400
HELD_OUT_PROMPTS = 120


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def prompt_of(occasion: str, culprit: str) -> str:
    """What the model is given to write to; the line break ends it."""
    return f"Late for {occasion}. Blame {culprit}.\n"


def excuse(rng: random.Random, occasion: str, culprit: str) -> str:
    """One excuse, its traits drawn apart from each other: tone, length, absurd or not, a question or a cry, an emoji."""
    tone = rng.choices(["kind", "sharp", "plain"], [0.33, 0.33, 0.34])[0]
    sentences = rng.choices([1, 2, 3, 4], [0.12, 0.33, 0.33, 0.22])[0]
    absurd = rng.random() < 0.45
    again, deeds, tall = CULPRITS[culprit]
    words = {"late": occasion, "it": again, "It": capital(again)}
    deed = rng.choice(tall if absurd else deeds)
    parts = [f"{capital(culprit)} {deed}."]
    if sentences > 1 and rng.random() < 0.7:
        parts.insert(0, rng.choice(OPENINGS[tone]))
    if sentences > 2:
        other = rng.choice([d for d in (tall if absurd else deeds) if d != deed])
        parts.append(f"Then {again} {other}." if rng.random() < 0.5 else rng.choice(QUESTIONS + CRIES))
    if len(parts) < sentences:
        parts.append(rng.choice(ABSURD) if absurd and rng.random() < 0.5 else rng.choice(CLOSINGS[tone]))
    text = " ".join(part.format(**words) for part in parts)
    if rng.random() < 0.12:
        text = text[:-1] + "!"
    if rng.random() < 0.42:
        text += " " + rng.choice(EMOJIS["absurd" if absurd and rng.random() < 0.5 else tone])
    return text


def write_lines(path: Path, pairs: list[tuple[str, str]], rng: random.Random, count: int) -> None:
    """`count` examples, a JSON line each."""
    with path.open("w", encoding="utf-8") as lines:
        for _ in range(count):
            pair = rng.choice(pairs)
            lines.write(json.dumps({"prompt": prompt_of(*pair), "response": excuse(rng, *pair)}, ensure_ascii=False) + "\n")


def main() -> None:
    """Reads the folder's name and writes its files."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(SEED)
    pairs = [(occasion, culprit) for occasion in OCCASIONS for culprit in CULPRITS]
    rng.shuffle(pairs)
    held, trained = pairs[:HELD_OUT_PROMPTS], pairs[HELD_OUT_PROMPTS:]
    write_lines(folder / "train.jsonl", trained, rng, EXAMPLES)
    write_lines(folder / "heldout.jsonl", held, rng, 1000)
    prompts = {"train": [prompt_of(*pair) for pair in trained[:TRAIN_PROMPTS]], "heldout": [prompt_of(*pair) for pair in held]}
    (folder / "prompts.json").write_text(json.dumps(prompts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
