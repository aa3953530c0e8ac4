"""Trains the instruction-following model on the CPU and exports it in Hugging Face layout.

    python scripts/ape/train.py --archive instruction-induction.zip --out public/models/instruct-tiny --work ape.local

Run again with the same --work folder, it goes on from its last checkpoint.

Knows: batches of fresh examples, the schedule, the export. Examples are drawn anew for ever: nothing is seen twice.
Must not know: how an example is made (prompts.py), how the model is judged beyond its training (evaluate.py).
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

from evaluate import measures
from model import POSITIONS, TinyLlama, config_json
from optimizers import make_optimizers
from prompts import EVALUATE, FORWARD, NUMBERS, RESAMPLE, REVERSE, Piece, example
from tasks import make_tasks
from vocabulary import EOS_ID, make_tokenizer, save_tokenizer
from wordings import ANNOTATED, all_texts
from words import read_words

IGNORE = -100


def encode(tokenizer: Tokenizer, pieces: list[Piece]) -> tuple[list[int], list[int]]:
    """Token ids and labels; each piece is cut at a white space, so pieces encode as the whole does. The end is learnt."""
    ids: list[int] = []
    labels: list[int] = []
    for text, learnt in pieces:
        part = tokenizer.encode(text).ids
        ids += part
        labels += part if learnt else [IGNORE] * len(part)
    return [*ids, EOS_ID], [*labels, EOS_ID]


def batches(tokenizer: Tokenizer, draw, tokens: int):
    """Batches of about `tokens` tokens for ever, similar lengths together: (ids [B, T], labels [B, T])."""
    rng = random.Random(time.time_ns())
    while True:
        pool = sorted((encode(tokenizer, draw()) for _ in range(1500)), key=lambda e: len(e[0]))
        made, now = [], []
        for item in pool:
            if now and len(item[0]) * (len(now) + 1) > tokens:
                made.append(now)
                now = []
            now.append(item)
        rng.shuffle(made)  # the last, unfilled batch of a pool is dropped
        for group in made:
            longest = max(len(ids) for ids, _ in group)
            ids = torch.full((len(group), longest), EOS_ID)
            labels = torch.full((len(group), longest), IGNORE)
            for row, (i, l) in enumerate(group):
                ids[row, : len(i)] = torch.tensor(i)
                labels[row, : len(l)] = torch.tensor(l)
            yield ids, labels


def export(model: TinyLlama, tokenizer: Tokenizer, out: Path, curve: dict) -> None:
    """Writes what transformers and the page load, with F16 weights; the tied head is not stored twice."""
    save_tokenizer(tokenizer, out, POSITIONS)
    vocab = tokenizer.get_vocab_size()
    generation = {"bos_token_id": EOS_ID, "eos_token_id": EOS_ID, "pad_token_id": vocab - 1, "do_sample": True, "temperature": 0.9, "max_new_tokens": 40}
    for name, content in (("config.json", config_json(vocab, EOS_ID, vocab - 1)), ("generation_config.json", generation), ("training_curve.json", curve)):
        (out / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    weights = {f"model.{n}": p.detach().to(torch.float16).contiguous() for n, p in model.named_parameters()}
    temporary = out / "model.safetensors.part"
    save_file(weights, temporary, metadata={"format": "pt"})
    temporary.chmod(0o644)
    temporary.replace(out / "model.safetensors")


def main() -> None:
    """Parses the options and trains."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True, help="instruction-induction.zip")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    parser.add_argument("--work", type=Path, required=True, help="where the checkpoint lies")
    parser.add_argument("--minutes", type=float, default=60, help="the schedule follows the clock")
    parser.add_argument("--tokens", type=int, default=4096, help="tokens a batch")
    parser.add_argument("--lr", type=float, default=4e-3)
    parser.add_argument("--measure", type=float, default=4, help="minutes between measures, checkpoints and exports")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-bf16", action="store_true", help="for CPUs without bf16 instructions")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)

    words = read_words(args.archive)
    tasks = make_tasks(words, args.seed)
    trained = [t for t in tasks if not t.held_out]
    people = [a for key in ANNOTATED.values() for a in words.annotations[key]]
    tokenizer = make_tokenizer([*all_texts(), FORWARD, REVERSE, RESAMPLE, EVALUATE, *NUMBERS], people)
    model = TinyLlama(tokenizer.get_vocab_size())
    optimizers = make_optimizers(model, args.lr)
    step, spent, seen, points = 0, 0.0, 0, []
    checkpoint = args.work / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        for optimizer, state in zip(optimizers, saved["optimizers"]):
            optimizer.load_state_dict(state)
        step, spent, seen, points = saved["step"], saved["spent"], saved["seen"], saved["points"]
        print(f"goes on from step {step}", flush=True)
    rng = random.Random(args.seed * 1000 + step)
    stream = batches(tokenizer, lambda: example(trained, words.annotations, rng), args.tokens)
    started, recent, told = time.time() - spent, [], time.time()
    parameters = sum(p.numel() for p in model.parameters())
    print(f"{parameters} parameters, {len(trained)} tasks trained, {len(tasks) - len(trained)} held out", flush=True)
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
        if step % 100 == 0:
            print(f"step {step} {progress:.3f} {time.time() - started:.0f}s {seen / 1e6:.2f}M loss {sum(recent[-100:]) / len(recent[-100:]):.4f}", flush=True)
        if time.time() - told > args.measure * 60 or progress >= 1:
            point = {"step": step, "loss": round(sum(recent) / len(recent), 4), **measures(model, tokenizer, tasks, words.annotations)}
            points.append(point)
            print(json.dumps(point), flush=True)
            torch.save({"model": model.state_dict(), "optimizers": [o.state_dict() for o in optimizers], "step": step, "spent": time.time() - started, "seen": seen, "points": points}, checkpoint)
            settings = {"tokens_a_batch": args.tokens, "peak_lr": args.lr, "seed": args.seed, "threads": args.threads, "bf16": not args.no_bf16}
            export(model, tokenizer, args.out, {"parameters": parameters, "settings": settings, "steps": step, "tokens": seen, "minutes": round((time.time() - started) / 60, 1), "points": points})
            recent, told = [], time.time()


if __name__ == "__main__":
    main()
