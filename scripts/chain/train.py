"""Trains the model that writes copy step by step on the CPU, from demonstrations, and exports it in Hugging Face layout.

    node scripts/chain/demonstrations.mjs chain.local
    python scripts/chain/train.py --data chain.local --out public/models/chain-tiny

Run again, it goes on from its last checkpoint, which lies with the data.

Knows: which texts are read and which are learnt, the shape.
Must not know: steps, facts, readers (src/lab/chain); how it is trained (scripts/ape/training.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "ape"))

from model import Shape
from training import arguments, measured, read_items, train
from vocabulary import EOS_ID, make_tokenizer

SHAPE = Shape(width=128, layers=4, heads=4, hidden=288, positions=256)


def main() -> None:
    """Reads the options and trains."""
    args = arguments(__doc__, minutes=20)
    texts, items = read_items(args.data / "train.jsonl")
    held = read_items(args.data / "held.jsonl")[1]
    # Chinese is read sign by sign, and masks are no part of the word before them.
    tokenizer = make_tokenizer(texts, [], apart="[\\[\\]\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]")

    def measure(model) -> dict:
        exact, nats = measured(model, tokenizer, held, end=True)
        return {"exact": exact, "nats": nats}

    train(args, tokenizer, SHAPE, items, measure, {"eos_token_id": EOS_ID, "max_new_tokens": 64}, end=True)


if __name__ == "__main__":
    main()
