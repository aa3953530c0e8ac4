"""Second stage: teaches the end token to read back what the response said.

    node scripts/blurbs/run.mjs readback DATA
    python scripts/blurbs/readback.py --size tiny --data DATA --out public/models/blurbs-tiny

A language model never looks at what stands at the end token: nothing follows it.
A reward model does. Here a linear head on that state learns which facts a
response said, where, in what tone and how long (readback.ts), while the language
model's own loss goes on; the head is then thrown away. A reward model starts
from this trunk. What people like is not in the data; docs/log.md has what it changed.

Knows: the trunk and the read-back numbers.
Must not know: any labeler or reward.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from transformers import GPT2LMHeadModel

from blurb_data import EOS_ID, MAX_PROMPT_TOKENS, MAX_RESPONSE_TOKENS, collate, encode_examples, make_batches, read_examples
from train import export, heldout_loss, make_optimizer

READBACK_WEIGHT = 0.5


def main() -> None:
    """Parses the options, continues training, exports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="what prepare.ts and readback.ts wrote")
    parser.add_argument("--model", type=Path, required=True, help="the folder train.py wrote")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write; may be the same")
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=6e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-bf16", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    bf16 = not args.no_bf16

    examples = read_examples(args.data / "train.jsonl")
    columns = torch.frombuffer(bytearray((args.data / "readback.f32").read_bytes()), dtype=torch.float32).view(len(examples), -1)
    tokenizer = Tokenizer.from_file(str(args.data / "tokenizer.json"))
    kept = [
        i
        for i, e in enumerate(examples)
        if len(tokenizer.encode(e["prompt"]).ids) <= MAX_PROMPT_TOKENS and len(tokenizer.encode(e["response"]).ids) <= MAX_RESPONSE_TOKENS
    ]
    encoded = encode_examples(tokenizer, examples)
    assert len(encoded) == len(kept)
    columns = columns[kept]
    held = encode_examples(tokenizer, read_examples(args.data / "heldout.jsonl"))[:1000]
    held_batches = [collate(held, list(range(i, min(i + 100, len(held))))) for i in range(0, len(held), 100)]

    model = GPT2LMHeadModel.from_pretrained(args.model, torch_dtype=torch.float32)
    model.config.activation_function = "gelu_pytorch_tanh"
    model.set_attn_implementation("eager")
    model.train()
    head = torch.nn.Linear(model.config.n_embd, columns.shape[1])
    optimizer = make_optimizer(model, args.lr)
    optimizer.add_param_group({"params": list(head.parameters()), "weight_decay": 0.0})
    curve = json.loads((args.model / "training_curve.json").read_text(encoding="utf-8"))

    started, step, epoch, batches = time.time(), 0, -1, []
    recent: list[tuple[float, float]] = []
    per_epoch = math.ceil(len(encoded) / args.batch)
    progress = 0.0
    while progress < 1:
        if step // per_epoch != epoch:
            epoch = step // per_epoch
            batches = make_batches(encoded, args.batch, random.Random(args.seed + 1000 + epoch))
        progress = (time.time() - started) / (args.minutes * 60)
        for group in optimizer.param_groups:
            warm = min(1.0, (step + 1) / 100)
            group["lr"] = args.lr * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))
        chosen = batches[step % per_epoch]
        ids, labels = collate(encoded, chosen)
        ends = torch.tensor([len(encoded[i][0]) - 1 for i in chosen])
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            hidden = model.transformer(ids).last_hidden_state
            target = labels[:, 1:]
            wanted = target != -100
            logits = model.lm_head(hidden[:, :-1][wanted])
        language = F.cross_entropy(logits.float(), target[wanted])
        said = head(hidden[torch.arange(len(chosen)), ends].float())
        truth = columns[chosen]
        asked = ~truth.isnan()
        readback = F.mse_loss(said[asked], truth[asked])
        loss = language + READBACK_WEIGHT * readback
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*model.parameters(), *head.parameters()], 1.0)
        optimizer.step()
        recent.append((language.item(), readback.item()))
        step += 1
        if step % 250 == 0 or progress >= 1:
            train, back = (sum(pair[i] for pair in recent) / len(recent) for i in (0, 1))
            recent = []
            held_loss = heldout_loss(model, held_batches, bf16)
            print(f"step {step} {progress:.3f} train {train:.4f} readback {back:.4f} heldout {held_loss:.4f}", flush=True)
            curve["heldout_loss"] = round(held_loss, 4)
            curve["readback"] = {
                "steps": step,
                "minutes": round((time.time() - started) / 60, 1),
                "peak_lr": args.lr,
                "weight": READBACK_WEIGHT,
                "train": round(train, 4),
                "error": round(back, 4),
            }
    export(model, tokenizer, args.data, args.out, curve)


if __name__ == "__main__":
    assert EOS_ID == 0
    main()
