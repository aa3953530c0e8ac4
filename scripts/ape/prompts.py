"""The texts around instructions, and training examples made of them.

Knows: the templates of automatic prompt engineering (Zhou et al. 2022) word for word, how an infill is put into the order
in which a causal model writes (the place is marked <INSERT>, and what belongs there follows after the text and a second
mark), and which pieces of a text are learnt. The page's templates say the same; a test compares them.
Must not know: tokens, the model.
"""

from __future__ import annotations

import random

from tasks import Task
from wordings import wording

NUMBERS = "zero one two three four five six".split()
FORWARD = (
    "I gave a friend an instruction and {count} inputs. The friend read the instruction and wrote an output for every one of the"
    " inputs. Here are the input-output pairs:\n\n{pairs}\n\nThe instruction was"
)
REVERSE = (
    "I instructed my friend to <INSERT>. The friend read the instruction and wrote an output for every one of the inputs. Here are"
    " the input-output pairs:\n\n{pairs}\n\n<INSERT>"
)
# The same questions in few words: most of training, so that its time goes into pairs and not into sentences that never change.
SHORT_FORWARD = "{pairs}\n\nThe instruction was"
SHORT_REVERSE = "<INSERT>\n\n{pairs}\n\n<INSERT>"
RESAMPLE = "Generate a variation of the following instruction while keeping the semantic meaning.\n\nInput: {instruction}\n\nOutput:"
EVALUATE = "Instruction: {instruction}\n\nInput: {input}\nOutput:"

# How often a task about two numbers is drawn beside any other.
PAIR_WEIGHT = 3

# A piece of text, and whether its tokens are learnt.
Piece = tuple[str, bool]


def follow(task: Task, instruction: str, rng: random.Random, pairs: int) -> list[Piece]:
    """An instruction and inputs; every output is learnt, the first without an example to go by."""
    pieces: list[Piece] = []
    for i in range(pairs):
        given, answer = task.pair(rng)
        head = EVALUATE.format(instruction=instruction, input=given) if i == 0 else f"\n\nInput: {given}\nOutput:"
        pieces += [(head, False), (" " + answer, True)]
    return pieces


def shown(task: Task, rng: random.Random, count: int) -> list[Piece]:
    """Pairs without their instruction; outputs after the first are learnt, which teaches to see the rule in pairs."""
    pieces: list[Piece] = []
    for i in range(count):
        given, answer = task.pair(rng)
        pieces += [(("\n\n" if i else "") + f"Input: {given}\nOutput:", False), (" " + answer, i > 0)]
    return pieces


def induce(task: Task, instruction: str, rng: random.Random, *, infill: bool) -> list[Piece]:
    """Pairs, then the instruction: forward, or as what was left out of a sentence before them."""
    count = rng.choice((3, 4, 5, 5))
    if rng.random() < 0.35:
        template = REVERSE if infill else FORWARD
    else:
        template = SHORT_REVERSE if infill else SHORT_FORWARD
    before, after = template.format(count=NUMBERS[count], pairs="\0").split("\0")
    lower = instruction[0].lower() + instruction[1:]
    return [(before, False), *shown(task, rng, count), (after, False), (" " + (lower.rstrip(".") if infill else instruction), True)]


def example(tasks: list[Task], annotations: dict, rng: random.Random) -> list[Piece]:
    """One training example: following 38 %, forward 40 %, infill 15 %, another wording 7 %: guessing is learnt last."""
    # Tasks about two numbers are few and the hardest to guess.
    task = rng.choices(tasks, [PAIR_WEIGHT if t.family == "pair" else 1 for t in tasks])[0]
    kind = rng.random()
    vague = rng.random() < 0.08 and task.family != "fact"
    text = wording(task, annotations, rng, vague=vague)
    if kind < 0.38:
        if rng.random() < 0.15:
            text = text[0].lower() + text[1:].rstrip(".")  # as an infill leaves it
        return follow(task, text, rng, 1 if rng.random() < 0.6 or vague else 2)
    if kind < 0.93:
        return induce(task, text, rng, infill=kind >= 0.78)
    other = wording(task, annotations, rng, vague=vague)
    return [(RESAMPLE.format(instruction=text), False), (" " + other, True)]
