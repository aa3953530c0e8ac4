"""Samples a blurb model on its held-out prompts.

    python scripts/blurbs/evaluate.py public/models/blurbs-tiny --out samples.jsonl
    python scripts/blurbs/evaluate.py public/models/blurbs-tiny --out unseen.jsonl --unseen
    node scripts/blurbs/run.mjs check samples.jsonl --unseen unseen.jsonl

Knows: how to load and sample a model with transformers.
Must not know: how samples are judged (check.ts).
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

# What a visitor might type. None is in the training data, and few of their words are.
UNSEEN_NAMES = [
    "Müller's Bistro", "Kowalski's", "The Rusty Nail", "Blackbird", "Casa Fuego", "Pepe's", "Maison Verte",
    "The Hungry Hippo", "Nordlys", "Bar Tolo", "The Wild Boar", "Grandma's Cookhouse", "Saigon Nights",
    "Fatima's", "El Torito", "Waffle Works", "The Dog and Duck", "Zebra Lounge", "The Purple Elephant", "Joe's Diner",
]
UNSEEN_NEAR = [
    "Big Ben", "Eiffel Tower", "Central Park", "London Bridge", "Oxford Street", "Wembley Stadium",
    "Waterloo Station", "Piccadilly Circus", "The Shard", "Hyde Park", "Buckingham Palace", "Lake Windermere",
]


def with_unseen_names(prompt: str, index: int) -> str:
    """The prompt with a name and a landmark that the model has never seen."""
    prompt = re.sub(r"^name: .*?(?=, \w+: |\n)", lambda _: f"name: {UNSEEN_NAMES[index % len(UNSEEN_NAMES)]}", prompt)
    return re.sub(r"near: .*\n", lambda _: f"near: {UNSEEN_NEAR[index % len(UNSEEN_NEAR)]}\n", prompt)


@torch.no_grad()
def main() -> None:
    """Parses the options, samples, writes one JSON line per response."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--temperature", type=float, default=0.7)
    parser.add_argument("--samples", type=int, default=4)
    parser.add_argument("--prompts", type=int, default=300)
    parser.add_argument("--max-new-tokens", type=int, default=60)
    parser.add_argument("--unseen", action="store_true", help="exchange names and landmarks for unseen ones")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    tokenizer = AutoTokenizer.from_pretrained(args.model)
    model = AutoModelForCausalLM.from_pretrained(args.model, dtype=torch.float32).eval()
    prompts = json.loads((args.model / "prompts.json").read_text(encoding="utf-8"))["heldout"][: args.prompts]
    if args.unseen:
        prompts = [with_unseen_names(prompt, index) for index, prompt in enumerate(prompts)]
    with args.out.open("w", encoding="utf-8") as lines:
        for start in range(0, len(prompts), 50):
            batch = prompts[start : start + 50]
            inputs = tokenizer(batch, return_tensors="pt", padding=True)
            output = model.generate(
                input_ids=inputs["input_ids"],
                attention_mask=inputs["attention_mask"],
                do_sample=True,
                temperature=args.temperature,
                top_k=0,
                max_new_tokens=args.max_new_tokens,
                num_return_sequences=args.samples,
                # The page samples over all columns but the last, which is padding.
                suppress_tokens=[tokenizer.pad_token_id],
            )
            for row, ids in enumerate(output[:, inputs["input_ids"].shape[1] :].tolist()):
                ended = tokenizer.eos_token_id in ids
                tokens = ids[: ids.index(tokenizer.eos_token_id)] if ended else ids
                line = {
                    "prompt": batch[row // args.samples],
                    "response": tokenizer.decode(tokens),
                    "tokens": len(tokens),
                    "ended": ended,
                }
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
