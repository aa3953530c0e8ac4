"""The words and word pairs that instruction tasks are made of.

Knows: the instruction-induction data (Honovich et al. 2022), read out of the archive that is given, and which of its
words are short and plain enough for a model that reads letters.
Must not know: tasks or wordings.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

# Facts that no rule yields are learnt by heart: this many pairs of a list, the most frequent words first.
MEMORISED = 120


@dataclass(frozen=True)
class Words:
    """Everything that is drawn from: plain words, pairs to learn by heart, and what people wrote for the tasks."""

    nouns: list[str]
    plurals: dict[str, str]
    antonyms: dict[str, str]
    german: dict[str, str]
    french: dict[str, str]
    spanish: dict[str, str]
    animals: list[str]
    things: list[str]
    annotations: dict[str, list[str]]


def plain(word: str, longest: int = 6) -> bool:
    """Whether a word has three to `longest` lower-case letters of the English alphabet and nothing else."""
    return 3 <= len(word) <= longest and word.isascii() and word.isalpha() and word.islower()


def read_words(archive: Path) -> Words:
    """Reads the archive's inducing examples and annotations; its other split is not in it and is never read."""
    with zipfile.ZipFile(archive) as held:
        names = held.namelist()

        def read(ending: str) -> dict:
            name = next(n for n in names if n.endswith(ending))
            return json.loads(held.read(name))

        def pairs(task: str) -> list[dict]:
            return list(read(f"raw/induce/{task}.json")["examples"].values())

        def by_heart(task: str) -> dict[str, str]:
            kept: dict[str, str] = {}
            for pair in pairs(task):
                source, target = pair["input"], pair["output"]
                short = len(target) <= 10 and target.isalpha()
                if plain(source, 7) and short and source != target.lower():
                    kept.setdefault(source, target)
                if len(kept) == MEMORISED:
                    break
            return kept

        frequent = [pair["input"] for pair in pairs("letters_list")]
        rank = {word: i for i, word in enumerate(frequent)}
        plurals = {p["input"]: p["output"] for p in pairs("singular_to_plural") if plain(p["input"])}
        opposite = {p["input"]: p["output"] for p in pairs("antonyms") if plain(p["input"], 8) and plain(p["output"], 8)}
        # No order in that list tells how frequent a word is: the shortest pairs are the plainest.
        shortest = sorted(opposite, key=lambda w: (len(w) + len(opposite[w]), rank.get(w, 9999), w))[:MEMORISED]
        animals, things = set(), set()
        for pair in pairs("taxonomy_animal"):
            animals.update(w for w in pair["category_items"] if plain(w, 8))
            things.update(w for w in pair["words"] if plain(w, 8) and w not in pair["category_items"])
        annotations = {
            Path(n).stem: read(n)["annotations"] for n in names if "annotations/" in n and n.endswith(".json")
        }
        return Words(
            nouns=sorted(plurals),
            plurals=plurals,
            antonyms={w: opposite[w] for w in shortest},
            german=by_heart("translation_en-de"),
            french=by_heart("translation_en-fr"),
            spanish=by_heart("translation_en-es"),
            animals=sorted(animals),
            things=sorted(things - animals),
            annotations=annotations,
        )
