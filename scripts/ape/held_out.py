"""Writes the held-out tasks beside the model: what the bench searches and what it judges by.

    python scripts/ape/held_out.py --archive instruction-induction.zip --out public/models/instruct-tiny

Knows: the split, pairs of a task, its right wordings and the pattern of all of them.
Must not know: the model.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path

from tasks import Task, make_tasks
from wordings import AFTER_TAKE, FRAMES, NOUNS, PLACES, SELECTED, SENTENCES, VERBS, WHOLE, wording
from words import read_words

PAIRS, FRESH, WORDINGS = 60, 40, 4
EXAMPLES = ("word last letter", "list first backwards", "pair larger in words", "word plural")


def alternatives(texts) -> str:
    """A pattern for any of the texts."""
    return "(?:" + "|".join(sorted({re.escape(t).replace("\\ ", " ") for t in texts}, key=lambda t: (-len(t), t))) + ")"


def right_wordings(task: Task) -> str:
    """The pattern of every wording that the grammar makes of a task with a selector."""
    mark = "@X@"
    if task.family == "letter":
        x = alternatives(PLACES[task.selector]) + " of " + alternatives(WHOLE["word"])
    else:
        x = alternatives(SELECTED[task.family, task.selector])
    operation = task.operation
    if operation.endswith(" letter"):
        nouns = [f"{place} of {mark}" for place in PLACES[operation.split()[0]]]
    else:
        nouns = [n.format(x=mark) for n in NOUNS[operation]]
    noun = alternatives(nouns)
    verbs = alternatives(v.replace("_", " ") for v in VERBS)
    frames = [re.escape(f).replace("\\ ", " ").replace(r"\{v\}", verbs).replace(r"\{n\}", noun) for f in dict.fromkeys(FRAMES)]
    frames += [re.escape(s.format(x=mark)).replace("\\ ", " ") + (r"\." if s[-1] not in ".?:" else "") for s in SENTENCES.get(operation, [])]
    frames += [f"Take {mark} and {re.escape(a)}\\.".replace("\\ ", " ") for a in AFTER_TAKE.get(operation, [])]
    return "|".join(frames).replace(mark, x)


def distinct_pairs(task: Task, rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Pairs with different inputs."""
    pairs: dict[str, str] = {}
    while len(pairs) < count:
        given, answer = task.pair(rng)
        pairs.setdefault(given, answer)
    return list(pairs.items())


def main() -> None:
    """Parses the options and writes tasks.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True, help="instruction-induction.zip")
    parser.add_argument("--out", type=Path, required=True, help="the model folder")
    parser.add_argument("--seed", type=int, default=1, help="as the model was trained with")
    args = parser.parse_args()
    words = read_words(args.archive)
    tasks = make_tasks(words, args.seed)
    rng = random.Random(args.seed + 1)
    written = []
    for task in tasks:
        if not task.held_out:
            continue
        pairs = distinct_pairs(task, rng, PAIRS + FRESH)
        said: list[str] = []
        while len(said) < WORDINGS:
            text = wording(task, words.annotations, rng, held_out=True)
            if text not in said:
                said.append(text)
        right = right_wordings(task)
        for _ in range(500):  # the pattern knows the whole grammar of the task, or says so here
            text = wording(task, words.annotations, rng)
            assert re.fullmatch(right, text, re.IGNORECASE), text
        written.append({"name": task.name, "pairs": pairs[:PAIRS], "fresh": pairs[PAIRS:], "wordings": said, "right": right})
    by_name = {t.name: t for t in tasks}
    examples = [{"name": name, "pairs": distinct_pairs(by_name[name], rng, 24)} for name in EXAMPLES]
    out = {
        "seed": args.seed,
        "held_out": [t["name"] for t in written],
        "trained": [t.name for t in tasks if not t.held_out],
        "tasks": written,
        "examples": examples,
    }
    (args.out / "tasks.json").write_text(json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
