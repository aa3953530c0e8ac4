"""Trains the model with tools on the CPU, from dialogues that dialogues.mjs wrote, and exports it in Hugging Face layout.

    node scripts/tools/dialogues.mjs tools.local
    python scripts/tools/train.py --data tools.local --out public/models/tools-tiny

Run again, it goes on from its last checkpoint, which lies with the data.

Knows: which dialogues are read and which are learnt, the shape.
Must not know: tools, questions, which values are held out (src/lab/tools); how it is trained (scripts/ape/training.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "ape"))

from model import Shape
from training import arguments, measured, read_items, train
from vocabulary import EOS_ID, make_tokenizer

SHAPE = Shape(width=128, layers=4, heads=4, hidden=288, positions=384)


def main() -> None:
    """Reads the options and trains."""
    args = arguments(__doc__, minutes=24)
    texts, dialogues = read_items(args.data / "train.jsonl")
    tests = {name: read_items(args.data / f"{name}.jsonl")[1] for name in ("shown", "asked", "unseen")}
    tokenizer = make_tokenizer(texts, [])

    def measure(model) -> dict:
        return {name: measured(model, tokenizer, test, end=False)[0] for name, test in tests.items()}

    # A line's end ends a turn, as the end token does.
    generation = {"eos_token_id": [EOS_ID, tokenizer.encode("\n").ids[0]], "max_new_tokens": 64}
    train(args, tokenizer, SHAPE, dialogues, measure, generation, end=False, called="dialogues")


if __name__ == "__main__":
    main()
