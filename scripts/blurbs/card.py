"""Writes the model card of a blurb model from what training and evaluation left in its folder.

    python scripts/blurbs/card.py public/models/blurbs-tiny

Knows: what a reader of the card wants to know.
Must not know: how any of the numbers were made.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

CARD = """---
license: cc-by-sa-4.0
language: en
library_name: transformers
pipeline_tag: text-generation
tags: [gpt2, data-to-text, e2e-nlg]
---

# {name}

A GPT-2 of {parameters:,} parameters ({n_layer} layers, {n_head} heads, width {n_embd}, 1,024 tokens,
128 positions) that writes a restaurant blurb of one or two sentences from a few facts. It is small
enough to be trained further, with a reward model, in a web page. It is a toy for learning about RLHF,
not a source of facts about any real place.

## Use

The prompt is one line of facts, in this order, present ones only; the newline ends it:

```
name: The Eagle, type: pub, food: Italian, price: cheap, rating: high, area: riverside, family: yes, near: Burger King
```

```python
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("{name}")
model = AutoModelForCausalLM.from_pretrained("{name}")
prompt = tokenizer("name: The Eagle, type: pub, food: Italian, near: Burger King\\n", return_tensors="pt")
print(tokenizer.decode(model.generate(**prompt, do_sample=True, temperature=0.7, max_new_tokens=60)[0]))
```

Values known from training: type `pub`, `coffee shop`, `restaurant`; food `English`, `Japanese`,
`French`, `Fast food`, `Italian`, `Indian`, `Chinese`; price `cheap`, `less than £20`, `£20-25`,
`moderate`, `high`, `more than £30`; rating `5 out of 5`, `high`, `average`, `3 out of 5`, `low`,
`1 out of 5`; area `riverside`, `city centre`; family `yes`, `no`. Names and landmarks are free.

The tokenizer is a byte-level BPE. `<|endoftext|>` is id 0; `<|pad|>` is the last id, 1023, so that
sampling may leave the last column out.

## Data

- The [E2E NLG data set](https://github.com/tuetschek/e2e-dataset): 51,426 pairs of facts and a
  crowd-written blurb. Jekaterina Novikova, Ondřej Dušek and Verena Rieser, *The E2E Dataset: New
  Challenges For End-to-End Generation*, SIGDIAL 2017. CC BY-SA 4.0.
- Changed: references with a wrong or invented fact (by a rule-based slot checker), with more than one
  fact left out, with rare words, or of more than two sentences were dropped; spacing, capitals and
  common slips were tidied; names and landmarks were exchanged at random, most of them for invented
  ones, in prompt and blurb alike, so that the model learns to copy.
- Added by this project: sentences written from the facts by a small grammar, and a tone layer of our
  own phrases (warm, playful, blunt, a question, an exclamation; 12 % of the examples each, 40 %
  plain). About 4 % of the facts are left out on purpose, so that there is something to prefer.
- Held out: {prompts} sets of facts (without names). No training example has one of them.

The weights are offered under the data's licence, CC BY-SA 4.0.

## Training

{settings}

Loss per response token (prompt tokens are not learnt), on training and on held-out examples:

| step | training | held out |
| ---: | ---: | ---: |
{curve}

Held-out loss at the end: **{heldout_loss}**.

## Evaluation

Four samples for each of the {prompts} held-out prompts, temperature 0.7, no other truncation, at most
60 tokens, judged by the rule-based slot checker:

| measure | value |
| --- | ---: |
| ends by itself within 60 tokens | {ended} % |
| requested facts said | {factsSaid} % |
| outputs that state a wrong or unrequested fact | {outputsWithWrongFact} % |
| distinct-4 among the four responses to a prompt | {distinct4} |
| prompts with four different responses | {groupsAllDifferent} % |
| mean length in tokens | {meanTokens} |

Tones of the samples, as detected: {tones}.

By slot: {slots}.

## Limits

- It knows one kind of text and some hundreds of words; anything but such a prompt gives nonsense.
- It forgets facts on purpose and by mistake, and now and then states a wrong one or a clumsy sentence.
- The slot checker is a set of rules: it reads only wordings it knows. A figure in place of a word
  ("5 out of 5" for a `high` rating) counts as wrong; "cheap" for `less than £20` counts as said.
- Names it has never seen are copied letter by letter and may come out with a slip: {unseen}.
- The blurbs reflect the wording of paid crowd workers of 2017 about made-up restaurants.
"""


def readback_words(stage: dict) -> str:
    """The second stage of training in words."""
    return (
        f"\n\nThen a second stage of {stage['minutes']:g} minutes ({stage['steps']:,} steps, peak learning rate "
        f"{stage['peak_lr']:g}): beside the same loss, a linear head on the end token's hidden state learnt to read back "
        "what the response said (which facts, in the prompt's words or not, where, in what tone, how long), with weight "
        f"{stage['weight']:g}; mean squared error at the end {stage['error']:g}. The head was thrown away. A language model "
        "has no use for that state; a reward model reads its score there, and is meant to start from a state that knows the "
        "text. No ranking and no taste is in this stage."
    )


def main() -> None:
    """Parses the options and writes README.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    folder = parser.parse_args().model

    def read(name: str) -> dict:
        return json.loads((folder / name).read_text(encoding="utf-8"))

    config, training, evaluation = read("config.json"), read("training_curve.json"), read("evaluation.json")
    points = training["points"]
    # About ten rows tell the story; the file has them all.
    shown = points[:: max(1, len(points) // 10)]
    if shown[-1] is not points[-1]:
        shown.append(points[-1])
    settings = training["settings"]
    unseen = evaluation.get("unseenNames")
    listed = {
        "unseen": (
            f"with names of a person's choosing, {unseen['nameSaid']:g} % of the names and {unseen['nearSaid']:g} % of the "
            "landmarks are right"
            if unseen
            else "not measured"
        ),
        "tones": ", ".join(f"{tone} {share:g} %" for tone, share in evaluation.pop("tones").items()),
        "slots": "; ".join(f"{slot} {share}" for slot, share in evaluation.pop("slots").items()),
    }
    text = CARD.format(
        **{**config, **evaluation, **listed},
        name=folder.name,
        parameters=training["parameters"],
        heldout_loss=training["heldout_loss"],
        curve="\n".join(f"| {p['step']} | {p['train']} | {p['heldout']} |" for p in shown),
        settings=(
            f"PyTorch on a CPU, one thread, {training['minutes']:g} minutes of wall time beside other work; "
            f"{points[-1]['step']:,} steps of {settings['batch']} examples from {settings['examples']:,} "
            f"({points[-1]['step'] * settings['batch'] / settings['examples']:.1f} passes), AdamW "
            f"(betas 0.9 and 0.98, weight decay 0.05 on matrices), peak learning rate {settings['peak_lr']:g} after 200 "
            f"steps of warm-up, cosine decay to a fiftieth, gradient norm at most 1, no dropout, "
            f"{'bf16 autocast' if settings['bf16'] else 'float32'}, seed {settings['seed']}. Weights are stored as F16."
            f"{' ' + training['note'] if 'note' in training else ''}"
            f"{readback_words(training['readback']) if 'readback' in training else ''}"
        ),
    )
    (folder / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
