"""Training by the clock on texts cut into pieces, of which some are learnt; gone on with after a stop.

Knows: batches, the schedule, checkpoints, how many items come out exact, the export in Hugging Face layout.
Must not know: what the texts are about, the network (model.py).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tokenizers import Tokenizer

from model import Shape, TinyLlama, config_json
from optimizers import make_optimizers
from vocabulary import EOS_ID, save_tokenizer

IGNORE = -100


def read_items(path: Path) -> tuple[list[str], list[dict]]:
    """The texts that the vocabulary is made of, and items with `kind` and `pieces`, from JSON lines."""
    with path.open(encoding="utf-8") as file:
        return json.loads(next(file)), [json.loads(line) for line in file]


def encode(tokenizer: Tokenizer, pieces: list, end: bool) -> tuple[list[int], list[int]]:
    """Ids, and labels where the model is to write them. Pieces begin at a white space or behind a line, and so encode as the whole does."""
    ids: list[int] = []
    labels: list[int] = []
    for text, learnt in pieces:
        part = tokenizer.encode(text).ids
        ids += part
        labels += part if learnt else [IGNORE] * len(part)
    return ([*ids, EOS_ID], [*labels, EOS_ID]) if end else (ids, labels)


def padded(items: list) -> tuple[torch.Tensor, torch.Tensor]:
    """(ids [B, T], labels [B, T])"""
    longest = max(len(ids) for ids, _ in items)
    ids = torch.full((len(items), longest), EOS_ID)
    labels = torch.full((len(items), longest), IGNORE)
    for row, (i, l) in enumerate(items):
        ids[row, : len(i)] = torch.tensor(i)
        labels[row, : len(l)] = torch.tensor(l)
    return ids, labels


def batches(tokenizer: Tokenizer, items: list[dict], tokens: int, rng: random.Random, end: bool):
    """Batches of about `tokens` tokens for ever, similar lengths together."""
    while True:
        rng.shuffle(items)
        for first in range(0, len(items), 1500):
            pool = sorted((encode(tokenizer, d["pieces"], end) for d in items[first : first + 1500]), key=lambda e: len(e[0]))
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
def measured(model: TinyLlama, tokenizer: Tokenizer, items: list[dict], end: bool) -> tuple[dict[str, float], dict[str, float]]:
    """By kind and over all: shares of items all of whose tokens are the most probable ones after a right beginning, and nats a token."""
    right: dict[str, list[bool]] = {}
    lost: dict[str, list[float]] = {}
    for first in range(0, len(items), 32):
        part = items[first : first + 32]
        ids, labels = padded([encode(tokenizer, d["pieces"], end) for d in part])
        logits = model.head(model(ids))[:, :-1].float()
        wanted = labels[:, 1:]
        good = ((logits.argmax(-1) == wanted) | (wanted == IGNORE)).all(-1).tolist()
        nats = F.cross_entropy(logits.transpose(1, 2), wanted, ignore_index=IGNORE, reduction="none").sum(-1) / (wanted != IGNORE).sum(-1)
        for item, fine, loss in zip(part, good, nats.tolist()):
            for kind in ("all", item["kind"]):
                right.setdefault(kind, []).append(fine)
                lost.setdefault(kind, []).append(loss)
    mean = lambda of: {kind: round(sum(values) / len(values), 4) for kind, values in of.items()}
    return mean(right), mean(lost)


def export(model: TinyLlama, tokenizer: Tokenizer, out: Path, curve: dict, shape: Shape, generation: dict) -> None:
    """Writes what transformers and the page load, with F16 weights."""
    save_tokenizer(tokenizer, out, shape.positions)
    vocab = tokenizer.get_vocab_size()
    common = {"bos_token_id": EOS_ID, "pad_token_id": vocab - 1, "do_sample": False}
    for name, content in (("config.json", config_json(vocab, EOS_ID, vocab - 1, shape)), ("generation_config.json", {**common, **generation}), ("training_curve.json", curve)):
        (out / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    weights = {f"model.{n}": p.detach().to(torch.float16).contiguous() for n, p in model.named_parameters()}
    temporary = out / "model.safetensors.part"
    save_file(weights, temporary, metadata={"format": "pt"})
    temporary.chmod(0o644)
    temporary.replace(out / "model.safetensors")


def arguments(about: str, minutes: float) -> argparse.Namespace:
    """The options that every training has."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the items")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    parser.add_argument("--minutes", type=float, default=minutes, help="the schedule follows the clock")
    parser.add_argument("--tokens", type=int, default=2048, help="tokens a batch")
    parser.add_argument("--lr", type=float, default=4e-3)
    parser.add_argument("--measure", type=float, default=3, help="minutes between measures, checkpoints and exports")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-bf16", action="store_true", help="for CPUs without bf16 instructions")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def train(args: argparse.Namespace, tokenizer: Tokenizer, shape: Shape, items: list[dict], measure, generation: dict, end: bool, called: str = "items") -> None:
    """Trains until the clock says so. `measure(model)` gives what a point of the curve has beside step and loss; `called` is what the curve calls the items."""
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    model = TinyLlama(tokenizer.get_vocab_size(), shape)
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
    stream = batches(tokenizer, items, args.tokens, random.Random(args.seed * 1000 + step), end)
    parameters = sum(p.numel() for p in model.parameters())
    print(f"{parameters} parameters, {tokenizer.get_vocab_size()} tokens, {len(items)} {called}", flush=True)
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
            point = {"step": step, "loss": round(sum(recent) / len(recent), 4), **measure(model)}
            points.append(point)
            print(json.dumps(point), flush=True)
            torch.save({"model": model.state_dict(), "optimizers": [o.state_dict() for o in optimizers], "step": step, "spent": time.time() - started, "seen": seen, "points": points}, checkpoint)
            settings = {"tokens_a_batch": args.tokens, "peak_lr": args.lr, "seed": args.seed, "threads": args.threads, "bf16": not args.no_bf16, called: len(items)}
            curve = {"parameters": parameters, "settings": settings, "steps": step, "tokens": seen, "minutes": round((time.time() - started) / 60, 1), "points": points}
            export(model, tokenizer, args.out, curve, shape, generation)
            recent, told = [], time.time()
