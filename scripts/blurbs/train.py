"""Trains one blurb model on the CPU and exports it in Hugging Face layout.

    python scripts/blurbs/train.py --size tiny --data data --out public/models/blurbs-tiny

Run again with the same --work folder, it goes on from its last checkpoint.

Knows: the two model sizes, the schedule, the export.
Must not know: how the data was made (prepare.ts) or how samples are judged
(evaluate.py, check.ts).
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import GPT2Config, GPT2LMHeadModel

from blurb_data import (
    EOS_ID,
    PAD_ID,
    VOCAB_SIZE,
    collate,
    encode_examples,
    make_batches,
    read_examples,
    save_tokenizer_files,
    train_tokenizer,
)

# Peak learning rates by size; a smaller model takes a larger one.
PEAK_LR = {"tiny": 2.5e-3, "small": 1.5e-3}
SIZES = {
    "tiny": {"n_embd": 128, "n_layer": 4, "n_head": 4},
    "small": {"n_embd": 192, "n_layer": 6, "n_head": 6},
}


def build_model(size: str) -> GPT2LMHeadModel:
    """A fresh GPT-2 of the given size."""
    config = GPT2Config(
        vocab_size=VOCAB_SIZE,
        n_positions=128,
        # The same function as GPT-2's gelu_new, fused: a third faster here.
        activation_function="gelu_pytorch_tanh",
        layer_norm_epsilon=1e-5,
        # No dropout: with millions of distinct examples nothing is overfitted.
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=EOS_ID,
        eos_token_id=EOS_ID,
        pad_token_id=PAD_ID,
        **SIZES[size],
    )
    model = GPT2LMHeadModel(config)
    # At these lengths the plain attention is twice as fast on a CPU as the fused one's backward pass.
    model.set_attn_implementation("eager")
    return model


def batch_loss(model: GPT2LMHeadModel, ids: torch.Tensor, labels: torch.Tensor, bf16: bool) -> torch.Tensor:
    """Mean cross-entropy of the response tokens."""
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        hidden = model.transformer(ids).last_hidden_state
        target = labels[:, 1:]
        wanted = target != -100
        # The head only where there is something to learn: half the positions.
        logits = model.lm_head(hidden[:, :-1][wanted])
    return F.cross_entropy(logits.float(), target[wanted])


@torch.no_grad()
def heldout_loss(model: GPT2LMHeadModel, batches: list, bf16: bool) -> float:
    """Mean loss per response token over the held-out examples."""
    model.eval()
    total, count = 0.0, 0
    for ids, labels in batches:
        n = int((labels[:, 1:] != -100).sum())
        total += batch_loss(model, ids, labels, bf16).item() * n
        count += n
    model.train()
    return total / count


def make_optimizer(model: GPT2LMHeadModel, lr: float) -> torch.optim.AdamW:
    """AdamW that decays matrices only."""
    decay = [p for p in model.parameters() if p.dim() >= 2]
    rest = [p for p in model.parameters() if p.dim() < 2]
    groups = [{"params": decay, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.98), fused=True)


def learning_rate(step: int, steps: int, peak: float, warmup: int = 200) -> float:
    """Linear warm-up, then a cosine down to a fiftieth."""
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min(1.0, (step - warmup) / max(1, steps - warmup))
    return peak * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))


def export(model: GPT2LMHeadModel, tokenizer: Tokenizer, data: Path, out: Path, curve: dict) -> None:
    """Writes what transformers and the page load, with F16 weights."""
    save_tokenizer_files(tokenizer, out)
    config = model.config.to_dict()
    keep = {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        "torch_dtype": "float16",
        "tie_word_embeddings": True,
    }
    names = (
        "activation_function attn_pdrop bos_token_id embd_pdrop eos_token_id initializer_range "
        "layer_norm_epsilon n_embd n_head n_inner n_layer n_positions pad_token_id resid_pdrop "
        "scale_attn_weights use_cache vocab_size"
    ).split()
    keep |= {name: config[name] for name in names}
    keep["activation_function"] = "gelu_new"
    (out / "config.json").write_text(json.dumps(keep, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    generation = {
        "bos_token_id": EOS_ID,
        "eos_token_id": EOS_ID,
        "pad_token_id": PAD_ID,
        "do_sample": True,
        "temperature": 0.7,
        "max_new_tokens": 60,
    }
    (out / "generation_config.json").write_text(json.dumps(generation, indent=2) + "\n", encoding="utf-8")
    # The tied head is the embedding and is not stored twice.
    weights = {
        name: tensor.detach().to(torch.float16).contiguous()
        for name, tensor in model.state_dict().items()
        if name != "lm_head.weight" and not name.endswith((".attn.bias", ".attn.masked_bias"))
    }
    temporary = out / "model.safetensors.part"
    save_file(weights, temporary, metadata={"format": "pt"})
    temporary.chmod(0o644)  # the library writes it for its owner only
    temporary.replace(out / "model.safetensors")
    (out / "training_curve.json").write_text(json.dumps(curve, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(data / "prompts.json", out / "prompts.json")


def main() -> None:
    """Parses the options and trains."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=sorted(SIZES), required=True)
    parser.add_argument("--data", type=Path, required=True, help="what prepare.ts wrote")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    parser.add_argument("--work", type=Path, help="checkpoints; default: DATA/SIZE")
    parser.add_argument("--minutes", type=float, default=0, help="plan the schedule for this long instead of --epochs")
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, help="peak learning rate; default: by size")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-bf16", action="store_true", help="for CPUs without bf16 instructions")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.lr = args.lr or PEAK_LR[args.size]
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    bf16 = not args.no_bf16
    work = args.work or args.data / args.size
    work.mkdir(parents=True, exist_ok=True)

    examples = read_examples(args.data / "train.jsonl")
    shared = args.data / "tokenizer.json"
    if not shared.exists():
        train_tokenizer([e["prompt"] + e["response"] for e in examples]).save(str(shared))
    tokenizer = Tokenizer.from_file(str(shared))
    encoded = encode_examples(tokenizer, examples)
    held = encode_examples(tokenizer, read_examples(args.data / "heldout.jsonl"))[:1000]
    held_batches = [collate(held, list(range(i, min(i + 100, len(held))))) for i in range(0, len(held), 100)]
    lengths = sorted(len(ids) for ids, _ in encoded)
    print(f"{len(encoded)} examples, {sum(lengths)} tokens, median {lengths[len(lengths) // 2]}, longest {lengths[-1]}", flush=True)

    model = build_model(args.size)
    parameters = sum(p.numel() for p in model.parameters())
    optimizer = make_optimizer(model, args.lr)
    step, spent, points = 0, 0.0, []
    checkpoint = work / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        step, spent, points = saved["step"], saved["spent"], saved["points"]
        print(f"goes on from step {step}", flush=True)
    per_epoch = math.ceil(len(encoded) / args.batch)
    steps = round(args.epochs * per_epoch)
    epoch, batches, recent = -1, [], []
    started = time.time() - spent

    def summary() -> dict:
        return {
            "size": args.size,
            "parameters": parameters,
            "settings": {"batch": args.batch, "peak_lr": args.lr, "steps": steps, "examples": len(encoded), "bf16": bf16, "seed": args.seed},
            "minutes": round((time.time() - started) / 60, 1),
            "heldout_loss": points[-1]["heldout"],
            "points": points,
        }

    progress = spent / (args.minutes * 60) if args.minutes else step / steps
    while progress < 1:
        if step // per_epoch != epoch:
            epoch = step // per_epoch
            batches = make_batches(encoded, args.batch, random.Random(args.seed + epoch))
        elapsed = time.time() - started
        # By the clock, a slower machine does fewer steps of the same schedule.
        progress = elapsed / (args.minutes * 60) if args.minutes else step / steps
        rate = learning_rate(round(progress * 10000), 10000, args.lr) if args.minutes and step > 200 else learning_rate(step, steps, args.lr)
        for group in optimizer.param_groups:
            group["lr"] = rate
        ids, labels = collate(encoded, batches[step % per_epoch])
        loss = batch_loss(model, ids, labels, bf16)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        recent.append(loss.item())
        step += 1
        if step % 250 == 0 or progress >= 1:
            held_loss = heldout_loss(model, held_batches, bf16)
            points.append({"step": step, "train": round(sum(recent) / len(recent), 4), "heldout": round(held_loss, 4)})
            recent = []
            print(f"step {step} {progress:.3f} {time.time() - started:.0f}s train {points[-1]['train']} heldout {held_loss:.4f}", flush=True)
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": time.time() - started, "points": points}, checkpoint)
            export(model, tokenizer, args.data, args.out, summary())
    print(f"done after {step} steps", flush=True)


if __name__ == "__main__":
    main()
