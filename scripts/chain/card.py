"""Writes the model card out of what training left.

    python scripts/chain/card.py public/models/chain-tiny

Knows: training_curve.json. Must not know: the model.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    """Reads the folder named on the command line and writes its README.md."""
    folder = Path(sys.argv[1])
    curve = json.loads((folder / "training_curve.json").read_text(encoding="utf-8"))
    settings, last = curve["settings"], curve["points"][-1]
    rows = "\n".join(f"| {p['step']} | {p['loss']} | {p['nats']['all']} | {p['exact']['all']:.0%} |" for p in curve["points"])
    kinds = "\n".join(f"| {kind} | {last['nats'][kind]} | {last['exact'][kind]:.0%} |" for kind in sorted(last["nats"]) if kind != "all")
    (folder / "README.md").write_text(
        f"""---
license: mit
language: [en, zh]
library_name: transformers
pipeline_tag: text-generation
tags: [llama, copywriting]
---

# {folder.name}

A Llama of {curve["parameters"]:,} parameters (4 layers, 4 heads, width 128, 256 positions) that does the steps of a thought chain for
copy: restaurants in English, investment funds in Chinese. It is small enough to show that in a web page, and knows nothing else. What it
writes about funds is made up, and no advice.

## Use

```
Facts: Blue Lion; food Indian; price low; area centre; family no; rating high
Reader: students
Choose one topic:
```

The model writes what follows, up to the end token: ` price`, say. The other steps' prompts stand in `src/lab/chain/domain/prompts.ts` of
the project, each in three wordings. The tokenizer is a byte-level BPE without merges: English words of the grammar are one token, Chinese
is read sign by sign, all else letter by letter.

## Data

Demonstrations made by rules (`scripts/chain`, `src/lab/chain/domain`), {settings["items"]:,} of them. They are those of an unpractised writer, on purpose: topics
suit the reader in about half of the cases, a sixth of what is said is not so, a seventh of the lines is clumsy, a few boast or have a
wrong name, and judges err in one case of five to ten. One name in five is held out.

## Training

PyTorch on a CPU, {settings["threads"]} thread, {curve["minutes"]} minutes of wall time beside other work, {curve["steps"]:,} steps, {curve["tokens"] / 1e6:.1f} million tokens; Muon for the
layers' matrices and AdamW for the rest, learning rate {settings["peak_lr"]}, in a line down to nothing over the second half, batches of {settings["tokens_a_batch"]:,}
tokens, seed {settings["seed"]}. Loss on what the model is to write alone. Stored as F16.

About held-out names, nats a token and the share of answers all of whose tokens are the most probable ones (most answers are one of many
that would do as well):

| step | loss | held out, nats | exact |
| ---: | ---: | ---: | ---: |
{rows}

At the end, by language and step:

| step of the chain | nats | exact |
| --- | ---: | ---: |
{kinds}

## Limits

- As a judge of fluency and of what to select it has learnt next to nothing (probabilities near a half); whom a text suits it tells well.
- Now and then it copies the wrong name, or puts a phrase where a name belongs; what it says of funds is no advice.
""",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
