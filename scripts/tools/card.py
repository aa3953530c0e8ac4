"""Writes the model card out of what training left.

    python scripts/tools/card.py public/models/tools-tiny

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
    rows = "\n".join(f"| {p['step']} | {p['loss']} | {p['shown']['all']:.0%} | {p['asked']['all']:.0%} | {p['unseen']['all']:.0%} |" for p in curve["points"])
    (folder / "README.md").write_text(
        f"""---
license: mit
language: en
library_name: transformers
pipeline_tag: text-generation
tags: [llama, tool-use]
---

# {folder.name}

A Llama of {curve["parameters"]:,} parameters (4 layers, 4 heads, width 128, 384 positions) that answers questions with three tools, as
LaMDA does (Thoppilan et al. 2022): a calculator, a dictionary, a table of venues. It is small enough to show that in a web page, and
knows nothing else.

## Use

```
Q: How much are 7 dinners at Blue Lion?
A: TS Blue Lion
R: Blue Lion; food Italian; dish soup; price 23; opened 2019-03-05
A: TS 7*23
R: 161
A: User 161
```

The model writes what follows `A:`, up to the end of the line (an end token beside id 0); `TS` speaks to the toolset, `User` to the user.
What follows `R:` comes from the tools, `-` where none of them gave anything. After `B:` in place of `A:` it answers out of its own head.
The tokenizer is a byte-level BPE without merges: words of the questions' grammar are one token, others their letters.

## Data

Dialogues made by rules (`scripts/tools` and `src/lab/tools/questions` of the project), {settings["dialogues"]:,} of them, over invented words. Held
out: one number in seven of those with several digits, one day in eleven, and every word of the dictionary and of the table that come
with the page.

## Training

PyTorch on a CPU, {settings["threads"]} thread, {curve["minutes"]} minutes of wall time beside other work (less than half a core), {curve["steps"]:,} steps, {curve["tokens"] / 1e6:.1f} million
tokens; Muon for the layers' matrices and AdamW for the rest, learning rate {settings["peak_lr"]}, in a line down to nothing over the second half, batches of
{settings["tokens_a_batch"]:,} tokens, seed {settings["seed"]}. It was stopped and gone on with once, 176 steps in. Loss on what the model is to write alone. Stored
as F16.

Whole dialogues over held-out values of which every token is the most probable one after a right beginning, in wordings that were
demonstrated and in two sets that were not (68 each; 204 at step 176):

| step | loss | demonstrated | not demonstrated | nor these |
| ---: | ---: | ---: | ---: | ---: |
{rows}

## Limits

- English questions of the kinds that the page lists. In wordings that were not demonstrated it still speaks to the toolset, and mostly
  copies the wrong letters: {last["asked"]["all"]:.0%} and {last["unseen"]["all"]:.0%} of dialogues are right, in wordings that were {last["shown"]["all"]:.0%}.
- Texts are copied letter by letter, and now and then a letter is lost, in long or repetitive words above all.
""",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
