"""Samples the model of excuses on its held-out prompts and writes its card out of that and of what training left.

    python scripts/excuses/card.py public/models/excuses-tiny

Knows: transformers, traits that can be counted. Must not know: the grammar.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

SAMPLES = 4
EMOJI = re.compile("[\u2300-\u23ff\U0001f300-\U0001faff]")


@torch.no_grad()
def samples_of(folder: Path) -> list[tuple[str, str, bool]]:
    """Prompt, excuse, whether it ended by itself."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    prompts = json.loads((folder / "prompts.json").read_text(encoding="utf-8"))["heldout"]
    out = []
    for start in range(0, len(prompts), 40):
        batch = prompts[start : start + 40]
        inputs = tokenizer(batch, return_tensors="pt", padding=True)
        written = model.generate(
            input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], do_sample=True, temperature=0.7, top_k=0,
            max_new_tokens=60, num_return_sequences=SAMPLES, suppress_tokens=[tokenizer.pad_token_id],
        )  # fmt: skip
        for row, ids in enumerate(written[:, inputs["input_ids"].shape[1] :].tolist()):
            ended = tokenizer.eos_token_id in ids
            out.append((batch[row // SAMPLES], tokenizer.decode(ids[: ids.index(tokenizer.eos_token_id)] if ended else ids), ended))
    return out


def main() -> None:
    """Reads the folder named on the command line and writes its README.md."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    folder = Path(sys.argv[1])
    curve = json.loads((folder / "training_curve.json").read_text(encoding="utf-8"))
    samples = samples_of(folder)
    share = lambda counted: f"{100 * sum(counted) / len(samples):.0f} %"
    groups = [samples[at : at + SAMPLES] for at in range(0, len(samples), SAMPLES)]
    points, settings = curve["points"], curve["settings"]
    shown = points[:: max(1, len(points) // 8)]
    rows = "\n".join(f"| {p['step']} | {p['train']} | {p['heldout']} |" for p in (shown if shown[-1] is points[-1] else [*shown, points[-1]]))
    blamed = [re.search(r"Blame (.*)\.", prompt)[1].split()[-1].lower() in text.lower() for prompt, text, _ in samples]
    different = 100 * sum(len({text for _, text, _ in group}) == SAMPLES for group in groups) / len(groups)
    examples = "\n".join(f"- {prompt.strip()} → {text}" for prompt, text, _ in samples[::60])
    (folder / "README.md").write_text(
        f"""---
license: mit
language: en
library_name: transformers
pipeline_tag: text-generation
tags: [gpt2, humour]
---

# {folder.name}

A GPT-2 of {curve["parameters"]:,} parameters (4 layers, 4 heads, width 128, 1,024 tokens, 128 positions) that writes excuses for being late. It
is made to be ranked in seconds and trained further, with a reward model, in a web page, and knows nothing else.

## Use

The prompt is one line; the line break ends it:

```
Late for the dentist. Blame a goose.
```

Occasions and culprits are free; what it knows stands in `scripts/excuses/grammar.py` of the project. `<|endoftext|>` is id 0, `<|pad|>` the last, 1023.

## Data

{settings["examples"]:,} excuses that a grammar of this project writes (`scripts/excuses`, MIT; nothing else went in). Their traits are drawn apart from each
other, so that there is something to prefer: kind, sharp or plain, one to four sentences, absurd or not, now and then a question, a cry or an emoji.
{len(groups)} pairs of occasion and culprit are held out.

## Training

PyTorch on a CPU, one thread, {curve["minutes"]:g} minutes of wall time beside other work; {points[-1]["step"]:,} steps of {settings["batch"]} examples, AdamW, peak learning
rate {settings["peak_lr"]:g}, {"bf16 autocast" if settings["bf16"] else "float32"}, seed {settings["seed"]}. Stored as F16. Loss per token of the excuse:

| step | training | held out |
| ---: | ---: | ---: |
{rows}

Held-out loss at the end: **{curve["heldout_loss"]}**.

## Evaluation

{SAMPLES} samples for each of the {len(groups)} held-out prompts, temperature 0.7:

| measure | value |
| --- | ---: |
| ends by itself within 60 tokens | {share([ended for *_, ended in samples])} |
| names whom to blame | {share(blamed)} |
| prompts with four different excuses | {different:.0f} % |
| mean length in words | {sum(len(text.split()) for _, text, _ in samples) / len(samples):.1f} |
| with an emoji | {share([bool(EMOJI.search(text)) for _, text, _ in samples])} |
| asks something | {share(["?" in text for _, text, _ in samples])} |

{examples}

## Limits

- Its world is some thirty occasions and as many culprits; others are named, and what they did is borrowed.
- It is no excuse.
""",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
