"""The instruction tasks: what is done (an operation) to what (a word, a letter, a number) of an input.

Knows: how an input is drawn and what its right output is, and which tasks are held out. Most tasks are a selector times
an operation ("the last word", "backwards"), so that a held-out task is a combination whose parts are known from others.
Must not know: how a task is put into words.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from words import Words

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
HELD_OUT = 10


@dataclass(frozen=True)
class Task:
    """One kind of thing to do. `family` says what an input is: word, list, letter, pair, number or fact."""

    name: str
    family: str
    selector: str
    operation: str
    draw: Callable[[random.Random], str]
    answer: Callable[[str], str]
    held_out: bool = False

    def pair(self, rng: random.Random) -> tuple[str, str]:
        """A fresh input with its right output."""
        given = self.draw(rng)
        return given, self.answer(given)


def in_words(n: int) -> str:
    """A number from 0 to 199 in English words."""
    if n >= 100:
        return "one hundred" + (f" {in_words(n - 100)}" if n > 100 else "")
    if n < 20:
        return ONES[n]
    return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")


STRING_OPERATIONS: dict[str, Callable[[str], str]] = {
    "same": lambda s: s,
    "capitals": str.upper,
    "backwards": lambda s: s[::-1],
    "twice": lambda s: f"{s} {s}",
    "spelled": lambda s: " ".join(s),
    "first letter": lambda s: s[0],
    "second letter": lambda s: s[1],
    "last letter": lambda s: s[-1],
    "length": lambda s: str(len(s)),
    "without first": lambda s: s[1:],
    "without last": lambda s: s[:-1],
}
NUMBER_OPERATIONS: dict[str, Callable[[str], str]] = {
    "same": lambda s: s,
    "in words": lambda s: in_words(int(s)),
    "plus one": lambda s: str(int(s) + 1),
    "twice": lambda s: f"{s} {s}",
    "backwards": lambda s: s[::-1],
}
WORD_SELECTORS: dict[str, Callable[[list[str]], str]] = {"first": lambda w: w[0], "second": lambda w: w[1], "last": lambda w: w[-1]}
NUMBER_SELECTORS: dict[str, Callable[[list[str]], str]] = {
    "first": lambda n: n[0],
    "second": lambda n: n[1],
    "larger": lambda n: max(n, key=int),
    "smaller": lambda n: min(n, key=int),
}
EACH: dict[str, Callable[[str], str]] = {
    "initials": lambda s: " ".join(w[0] for w in s.split()),
    "ends": lambda s: " ".join(w[-1] for w in s.split()),
    "all capitals": str.upper,
    "turned around": lambda s: " ".join(reversed(s.split())),
    "dashes": lambda s: "-".join(s.split()),
    "count": lambda s: str(len(s.split())),
}


def make_tasks(words: Words, seed: int) -> list[Task]:
    """Every task, those held out marked: a seeded choice among combinations whose parts occur in others."""

    def word(rng: random.Random) -> str:
        return rng.choice(words.nouns)

    def some_words(rng: random.Random) -> str:
        return " ".join(rng.sample(words.nouns, rng.choice((2, 3, 3, 4))))

    def numbers(rng: random.Random) -> str:
        a, b = rng.sample(range(100), 2)
        return f"{a} {b}"

    def small_numbers(rng: random.Random) -> str:
        return f"{rng.randrange(21)} {rng.randrange(21)}"

    def number(rng: random.Random) -> str:
        return str(rng.randrange(100))

    tasks: list[Task] = []

    def add(family: str, selector: str, operation: str, draw: Callable, answer: Callable) -> None:
        name = " ".join(part for part in (family, selector, operation) if part)
        tasks.append(Task(name, family, selector, operation, draw, answer))

    operations = {**STRING_OPERATIONS, "plural": words.plurals.__getitem__}
    for operation, act in operations.items():
        add("word", "", operation, word, act)
        for selector, choose in WORD_SELECTORS.items():
            add("list", selector, operation, some_words, lambda s, choose=choose, act=act: act(choose(s.split())))
    for place, choose in (("first", lambda s: s[0]), ("second", lambda s: s[1]), ("last", lambda s: s[-1])):
        for operation in ("capitals", "twice"):
            act = STRING_OPERATIONS[operation]
            add("letter", place, operation, word, lambda s, choose=choose, act=act: act(choose(s)))
    for operation, act in EACH.items():
        add("each", "", operation, some_words, act)
    for operation, act in NUMBER_OPERATIONS.items():
        add("number", "", operation, number, act)
        for selector, choose in NUMBER_SELECTORS.items():
            add("pair", selector, operation, numbers, lambda s, choose=choose, act=act: act(choose(s.split())))
    add("pair", "", "sum", small_numbers, lambda s: str(sum(map(int, s.split()))))
    add("pair", "", "difference", small_numbers, lambda s: str(int(s.split()[0]) - int(s.split()[1])))
    for operation in ("antonyms", "german", "french", "spanish"):
        table = getattr(words, operation)
        keys = sorted(table)
        add("fact", "", operation, lambda rng, keys=keys: rng.choice(keys), table.__getitem__)

    def animal_list(rng: random.Random) -> str:
        shown = [rng.choice(words.animals), *rng.sample(words.things, 2)]
        rng.shuffle(shown)
        return " ".join(shown)

    known = set(words.animals)
    add("fact", "", "animal", animal_list, lambda s: next(w for w in s.split() if w in known))
    return hold_out(tasks, seed)


def hold_out(tasks: list[Task], seed: int) -> list[Task]:
    """Marks {@link HELD_OUT} combinations: six of lists, one of letters, three of numbers; an operation at most once a family."""
    rng = random.Random(seed)
    held: set[str] = set()
    for family, wanted in (("list", 6), ("letter", 1), ("pair", 3)):
        open_to = [t for t in tasks if t.family == family and t.selector and t.operation not in ("same", "length")]
        rng.shuffle(open_to)
        taken: list[Task] = []
        per_selector = 2 if family == "list" else 1
        for task in open_to:
            fresh = all(task.operation != other.operation for other in taken)
            room = sum(task.selector == other.selector for other in taken) < per_selector
            if len(taken) < wanted and fresh and room:
                taken.append(task)
        held.update(t.name for t in taken)
    if len(held) != HELD_OUT:
        raise RuntimeError(f"{len(held)} tasks held out, not {HELD_OUT}")
    return [Task(**{**t.__dict__, "held_out": t.name in held}) for t in tasks]
