"""Writes the model card out of what training left.

    python scripts/ape/card.py public/models/instruct-tiny

Knows: training_curve.json and tasks.json. Must not know: the model.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    """Reads the folder named on the command line and writes its README.md."""
    folder = Path(sys.argv[1])
    curve = json.loads((folder / "training_curve.json").read_text(encoding="utf-8"))
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    settings, last = curve["settings"], curve["points"][-1]
    rows = "\n".join(
        f"| {p['step']} | {p['loss']} | {p['trained']:.0%} | {p['held_out_wordings']:.0%} | {p['held_out_tasks']:.0%} |" for p in curve["points"]
    )
    (folder / "README.md").write_text(
        f"""---
license: apache-2.0
language: en
library_name: transformers
pipeline_tag: text-generation
tags: [llama, instruction-induction, automatic-prompt-engineering]
---

# {folder.name}

A Llama of {curve["parameters"]:,} parameters (6 layers, 4 heads, width 128, 512 positions) that follows short instructions about
letters, words and numbers, guesses the instruction behind input-output pairs, and words instructions anew. It is small enough to
show automatic prompt engineering (Zhou et al. 2022) in a web page. It knows nothing else.

## Use

```
Instruction: Write the last word backwards.

Input: river stone
Output:
```

Forward: `I gave a friend an instruction and five inputs. … Here are the input-output pairs:`, pairs as above, `The instruction was`.
As an infill: `I instructed my friend to <INSERT>. …`, pairs, `<INSERT>`; what belongs there follows. Another wording:
`Generate a variation of the following instruction while keeping the semantic meaning.`, `Input: …`, `Output:`. An end token ends
every answer (id 0). The tokenizer is a byte-level BPE without merges: words of the grammar are one token, others their letters.

## Data

- [instruction-induction](https://github.com/orhonovich/instruction-induction), the `induce` split: Or Honovich, Uri Shaham, Samuel R.
  Bowman and Omer Levy, *Instruction Induction: From Few Examples to Natural Language Task Descriptions*, 2022. Apache-2.0 (see
  LICENSE). Used: 3 to 6 letter nouns, plurals, 120 pairs each of opposites and of German, French and Spanish words, animals and
  things, and what people wrote for twelve tasks. Its `execute` split was not used.
- Added by this project: {len(tasks["trained"])} trained tasks, computed by rules on random inputs, and a grammar of wordings, some of
  them vague on purpose, so that wordings differ in what they score.
- Held out whole: {", ".join(tasks["held_out"])}. And an eighth of all wordings, by a hash.

## Training

PyTorch on a CPU, {settings["threads"]} thread, {curve["minutes"]} minutes of wall time beside other work (a fraction of a core), {curve["steps"]:,} steps,
{curve["tokens"] / 1e6:.1f} million tokens, none of them twice; Muon for the layers' matrices and AdamW for the rest, learning rate 0.004 for
the first 584 steps, then 0.003, down to nothing at step 3,523, then 0.002, down to nothing at step 6,065, from 0.002 once more, down to
nothing at step 9,705, and so again: the schedule's length was changed several times while it ran. From step 9,705 on, tasks about two numbers
were drawn three times as often as others. From step 6,065 on, 55 % of the examples in place of 37 % were to guess an
instruction, which is harder than to follow one: the loss is of another mix there. Seed {settings["seed"]}; the
order of batches came from the clock, so that training again gives another model. Batches had 4,096 tokens for the first 584 steps and
{settings["tokens_a_batch"]:,} after them. Stored as F16.

Exact match of greedy answers, few questions each; loss on what is learnt:

| step | loss | trained tasks | held-out wordings | held-out tasks |
| ---: | ---: | ---: | ---: | ---: |
{rows}

## Limits

- At the end it answered {last["trained"]:.0%} of questions on trained tasks exactly, {last["held_out_tasks"]:.0%} on held-out ones: it errs often.
- Words that the grammar has are one token to it: it cannot spell them.
- Any other kind of instruction gives nonsense.
""",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
