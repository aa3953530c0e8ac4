"""Trains the model with tools on the CPU, from dialogues that dialogues.mjs wrote, and exports it in Hugging Face layout.

    node scripts/tools/dialogues.mjs tools.local
    python scripts/tools/train.py --data tools.local --out public/models/tools-tiny

Run again, it goes on from its last checkpoint, which lies with the data.

Knows: batches, the schedule, how many turns come out exact, the export.
Must not know: tools, questions, which values are held out (src/lab/tools); the network (scripts/ape/model.py).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "ape"))

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tokenizers import Tokenizer

from model import Shape, TinyLlama, config_json
from optimizers import make_optimizers
from vocabulary import EOS_ID, make_tokenizer, save_tokenizer

IGNORE = -100
SHAPE = Shape(width=128, layers=4, heads=4, hidden=288, positions=384)


def read_dialogues(path: Path) -> tuple[list[str], list[dict]]:
    """The texts that the vocabulary is made of, and the dialogues."""
    with path.open(encoding="utf-8") as file:
        return json.loads(next(file)), [json.loads(line) for line in file]


def encode(tokenizer: Tokenizer, pieces: list) -> tuple[list[int], list[int]]:
    """Ids, and labels where the model is to write them. Pieces begin at a white space or behind a line, and so encode as the whole does."""
    ids: list[int] = []
    labels: list[int] = []
    for text, learnt in pieces:
        part = tokenizer.encode(text).ids
        ids += part
        labels += part if learnt else [IGNORE] * len(part)
    return ids, labels


def padded(items: list) -> tuple[torch.Tensor, torch.Tensor]:
    """(ids [B, T], labels [B, T])"""
    longest = max(len(ids) for ids, _ in items)
    ids = torch.full((len(items), longest), EOS_ID)
    labels = torch.full((len(items), longest), IGNORE)
    for row, (i, l) in enumerate(items):
        ids[row, : len(i)] = torch.tensor(i)
        labels[row, : len(l)] = torch.tensor(l)
    return ids, labels


def batches(tokenizer: Tokenizer, dialogues: list[dict], tokens: int, rng: random.Random):
    """Batches of about `tokens` tokens for ever, similar lengths together."""
    while True:
        rng.shuffle(dialogues)
        for first in range(0, len(dialogues), 1500):
            pool = sorted((encode(tokenizer, d["pieces"]) for d in dialogues[first : first + 1500]), key=lambda e: len(e[0]))
            made, now = [], []
            for item in pool:
                if now and len(item[0]) * (len(now) + 1) > tokens:
                    made.append(now)
                    now = []
                now.append(item)
            made.append(now)
            rng.shuffle(made)
            for group in made:
                yield padded(group)


@torch.no_grad()
def exact(model: TinyLlama, tokenizer: Tokenizer, dialogues: list[dict]) -> dict[str, float]:
    """Shares of what is written greedily after a right beginning: all turns of a dialogue right, and that a kind."""
    right: dict[str, list[bool]] = {}
    for first in range(0, len(dialogues), 32):
        part = dialogues[first : first + 32]
        ids, labels = padded([encode(tokenizer, d["pieces"]) for d in part])
        best = model.head(model(ids))[:, :-1].argmax(-1)
        wanted = labels[:, 1:]
        good = ((best == wanted) | (wanted == IGNORE)).all(-1).tolist()
        for dialogue, fine in zip(part, good):
            right.setdefault(dialogue["kind"], []).append(fine)
    every = [fine for kind in right.values() for fine in kind]
    return {"all": round(sum(every) / len(every), 4), **{kind: round(sum(v) / len(v), 3) for kind, v in right.items()}}


def export(model: TinyLlama, tokenizer: Tokenizer, out: Path, curve: dict) -> None:
    """Writes what transformers and the page load, with F16 weights. A line's end ends a turn, as the end token does."""
    save_tokenizer(tokenizer, out, SHAPE.positions)
    vocab = tokenizer.get_vocab_size()
    line = tokenizer.encode("\n").ids[0]
    generation = {"bos_token_id": EOS_ID, "eos_token_id": [EOS_ID, line], "pad_token_id": vocab - 1, "do_sample": False, "max_new_tokens": 64}
    for name, content in (("config.json", config_json(vocab, EOS_ID, vocab - 1, SHAPE)), ("generation_config.json", generation), ("training_curve.json", curve)):
        (out / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    weights = {f"model.{n}": p.detach().to(torch.float16).contiguous() for n, p in model.named_parameters()}
    temporary = out / "model.safetensors.part"
    save_file(weights, temporary, metadata={"format": "pt"})
    temporary.chmod(0o644)
    temporary.replace(out / "model.safetensors")


def main() -> None:
    """Parses the options and trains."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder that dialogues.mjs wrote")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    parser.add_argument("--minutes", type=float, default=24, help="the schedule follows the clock")
    parser.add_argument("--tokens", type=int, default=2048, help="tokens a batch")
    parser.add_argument("--lr", type=float, default=4e-3)
    parser.add_argument("--measure", type=float, default=3, help="minutes between measures, checkpoints and exports")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-bf16", action="store_true", help="for CPUs without bf16 instructions")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)

    texts, dialogues = read_dialogues(args.data / "train.jsonl")
    tests = {name: read_dialogues(args.data / f"{name}.jsonl")[1] for name in ("shown", "asked", "unseen")}
    tokenizer = make_tokenizer(texts, [])
    model = TinyLlama(tokenizer.get_vocab_size(), SHAPE)
    optimizers = make_optimizers(model, args.lr)
    step, spent, seen, points = 0, 0.0, 0, []
    checkpoint = args.data / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        for optimizer, state in zip(optimizers, saved["optimizers"]):
            optimizer.load_state_dict(state)
        step, spent, seen, points = saved["step"], saved["spent"], saved["seen"], saved["points"]
        print(f"goes on from step {step}", flush=True)
    stream = batches(tokenizer, dialogues, args.tokens, random.Random(args.seed * 1000 + step))
    parameters = sum(p.numel() for p in model.parameters())
    print(f"{parameters} parameters, {tokenizer.get_vocab_size()} tokens, {len(dialogues)} dialogues", flush=True)
    started, recent, told = time.time() - spent, [], time.time()
    progress = 0.0
    while progress < 1:
        progress = min(1.0, (time.time() - started) / (args.minutes * 60))
        # By the clock, a slower machine does fewer steps of the same schedule: flat, then down in a line to nothing.
        rate = args.lr * min(1.0, (step + 1) / 100, (1 - progress) / 0.5 + 0.01)
        ids, labels = next(stream)
        with torch.autocast("cpu", torch.bfloat16, enabled=not args.no_bf16):
            states = model(ids)
            wanted = labels[:, 1:] != IGNORE
            logits = model.head(states[:, :-1][wanted])
        loss = F.cross_entropy(logits.float(), labels[:, 1:][wanted])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.param_groups[0]["lr"] = rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        recent.append(loss.item())
        seen += ids.numel()
        step += 1
        if step % 50 == 0:
            print(f"step {step} {progress:.3f} {time.time() - started:.0f}s {seen / 1e6:.2f}M loss {sum(recent[-50:]) / len(recent[-50:]):.4f}", flush=True)
        if time.time() - told > args.measure * 60 or progress >= 1:
            point = {"step": step, "loss": round(sum(recent) / len(recent), 4), **{name: exact(model, tokenizer, test) for name, test in tests.items()}}
            points.append(point)
            print(json.dumps(point), flush=True)
            torch.save({"model": model.state_dict(), "optimizers": [o.state_dict() for o in optimizers], "step": step, "spent": time.time() - started, "seen": seen, "points": points}, checkpoint)
            settings = {"tokens_a_batch": args.tokens, "peak_lr": args.lr, "seed": args.seed, "threads": args.threads, "bf16": not args.no_bf16, "dialogues": len(dialogues)}
            export(model, tokenizer, args.out, {"parameters": parameters, "settings": settings, "steps": step, "tokens": seen, "minutes": round((time.time() - started) / 60, 1), "points": points})
            recent, told = [], time.time()


if __name__ == "__main__":
    main()
