"""How well the model follows and induces: measured while it trains, and for the model card.

Knows: greedy answers in batches, exact match. Must not know: the optimiser, templates beyond the question's.
"""

from __future__ import annotations

import random

import torch
from tokenizers import Tokenizer

from model import TinyLlama
from prompts import EVALUATE, FORWARD, NUMBERS
from tasks import Task
from vocabulary import EOS_ID
from wordings import wording


@torch.no_grad()
def greedy(model: TinyLlama, tokenizer: Tokenizer, prompts: list[str], most: int) -> list[str]:
    """The likeliest continuation of each prompt, up to its first line's end; prompts of one length go together."""
    texts = [""] * len(prompts)
    encoded = [tokenizer.encode(p).ids for p in prompts]
    for length in sorted({len(ids) for ids in encoded}):
        rows = [i for i, ids in enumerate(encoded) if len(ids) == length]
        ids = torch.tensor([encoded[i] for i in rows])
        ended = torch.zeros(len(rows), dtype=torch.bool)
        for _ in range(most):
            with torch.autocast("cpu", torch.bfloat16):
                after = model.head(model(ids)[:, -1]).argmax(-1)
            ended |= after == EOS_ID
            ids = torch.cat([ids, after[:, None]], 1)
            if ended.all():
                break
        for row, i in enumerate(rows):
            out = ids[row, length:].tolist()
            cut = out.index(EOS_ID) if EOS_ID in out else len(out)
            texts[i] = tokenizer.decode(out[:cut]).split("\n")[0].strip()
    return texts


def follows(model: TinyLlama, tokenizer: Tokenizer, asked: list[tuple[str, str, str]]) -> float:
    """The share of (instruction, input, output) that is answered exactly."""
    answers = greedy(model, tokenizer, [EVALUATE.format(instruction=t, input=i) for t, i, _ in asked], 24)
    return sum(a == o for a, (_, _, o) in zip(answers, asked)) / len(asked)


def measures(model: TinyLlama, tokenizer: Tokenizer, tasks: list[Task], annotations: dict, each: int = 2) -> dict:
    """Exact match on trained tasks and wordings, held-out wordings, held-out tasks; and what is induced for held-out tasks."""
    rng = random.Random(7)
    trained = [t for t in tasks if not t.held_out]
    held = [t for t in tasks if t.held_out]

    def questions(of: list[Task], n: int, held_out: bool) -> list[tuple[str, str, str]]:
        return [(wording(t, annotations, rng, held_out=held_out), *t.pair(rng)) for t in of for _ in range(n)]

    found = {}
    for task in held:
        pairs = "\n\n".join(f"Input: {i}\nOutput: {o}" for i, o in (task.pair(rng) for _ in range(5)))
        found[task.name] = greedy(model, tokenizer, [FORWARD.format(count=NUMBERS[5], pairs=pairs)], 30)[0]
    induced = [(found[t.name], *t.pair(rng)) for t in held for _ in range(each * 4)]
    return {
        "trained": round(follows(model, tokenizer, questions(trained, each, False)), 3),
        "held_out_wordings": round(follows(model, tokenizer, questions(trained, each, True)), 3),
        "held_out_tasks": round(follows(model, tokenizer, questions(held, each * 4, False)), 3),
        "induced": round(follows(model, tokenizer, induced), 3),
        "instructions": found,
    }
