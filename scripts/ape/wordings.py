"""The grammar that puts a task into words, in many ways and qualities.

Knows: phrases for selectors and operations, the frames around them, vague wordings that fit several tasks at once, what
people wrote for the tasks that the data set has, and which wordings are held out.
Must not know: how a task is computed, templates around an instruction.
"""

from __future__ import annotations

import random
import zlib

from tasks import Task

VERBS = "Write Write Write Give Give Return Output Say Print Show Find Type Answer_with Tell_me Write_down".split()
WHOLE = {
    "word": ["the word", "the word", "the input", "the given word", "the input word"],
    "number": ["the number", "the number", "the input", "the given number"],
}
SELECTED = {
    ("list", "first"): ["the first word", "the first word", "the first word of the list", "the initial word", "the word at the start", "the first word in the input", "word number one"],
    ("list", "second"): ["the second word", "the second word", "the second word of the list", "the word after the first", "the second word in the input", "word number two"],
    ("list", "last"): ["the last word", "the last word", "the last word of the list", "the final word", "the word at the end", "the last word in the input"],
    ("pair", "first"): ["the first number", "the first number", "the first of the numbers", "the number at the start", "number one in the input"],
    ("pair", "second"): ["the second number", "the second number", "the second of the numbers", "the number at the end", "the last number"],
    ("pair", "larger"): ["the larger number", "the larger number", "the bigger number", "the larger of the two", "the greater number", "the highest number", "the maximum"],
    ("pair", "smaller"): ["the smaller number", "the smaller number", "the lower number", "the smaller of the two", "the lowest number", "the minimum"],
}
VAGUE_SELECTED = {"list": ["a word", "one of the words", "some word"], "pair": ["a number", "one of the numbers", "some number"]}
PLACES = {
    "first": ["the first letter", "the first letter", "the initial letter", "the first character", "the letter at the start"],
    "second": ["the second letter", "the second letter", "the second character", "letter number two"],
    "last": ["the last letter", "the last letter", "the final letter", "the last character", "the letter at the end"],
}
# {x} is what was selected: noun phrases, whole sentences, and what follows "Take {x} and".
NOUNS = {
    "same": ["{x}", "{x}", "{x} as it is"],
    "capitals": ["{x} in capitals", "{x} in capital letters", "{x} in upper case", "{x} in big letters"],
    "backwards": ["{x} backwards", "{x} reversed", "{x} in reverse", "{x} from end to start"],
    "twice": ["{x} twice", "{x} two times", "{x} and {x} again"],
    "spelled": ["the letters of {x}", "{x} letter by letter", "{x} with a space between its letters", "{x} with spaces between letters"],
    "length": ["the number of letters in {x}", "how many letters {x} has", "the length of {x}", "the number of letters of {x}"],
    "without first": ["{x} without its first letter", "{x} with the first letter removed", "{x} without the initial letter", "all of {x} but its first letter"],
    "without last": ["{x} without its last letter", "{x} with the last letter removed", "{x} without the final letter", "all of {x} but its last letter"],
    "plural": ["the plural of {x}", "the plural form of {x}", "{x} in the plural", "{x} in plural form"],
    "in words": ["{x} in words", "{x} in English words", "{x} as a word", "{x} written with letters"],
    "plus one": ["{x} plus one", "one more than {x}", "the number after {x}", "{x} increased by one"],
}
SENTENCES = {
    "same": ["Copy {x}", "Pick {x}"],
    "capitals": ["Capitalize {x}", "Put {x} in capitals", "Make {x} upper case"],
    "backwards": ["Reverse {x}", "Turn {x} around", "Spell {x} backwards"],
    "twice": ["Repeat {x}", "Repeat {x} twice"],
    "spelled": ["Spell {x}", "Spell out {x}", "Separate the letters of {x}", "Break {x} into letters"],
    "length": ["Count the letters of {x}", "Count the letters in {x}", "How many letters are in {x}?"],
    "without first": ["Remove the first letter of {x}", "Drop the first letter of {x}", "Delete the first letter of {x}"],
    "without last": ["Remove the last letter of {x}", "Drop the last letter of {x}", "Delete the last letter of {x}"],
    "plural": ["Pluralize {x}", "Make {x} plural"],
    "in words": ["Spell {x} in words", "Put {x} into words"],
    "plus one": ["Add one to {x}", "Increase {x} by one"],
}
AFTER_TAKE = {
    "capitals": ["write it in capitals", "capitalize it"],
    "backwards": ["write it backwards", "reverse it"],
    "twice": ["write it twice", "repeat it"],
    "spelled": ["spell it out", "separate its letters"],
    "first letter": ["write its first letter", "give its initial letter"],
    "second letter": ["write its second letter", "give its second letter"],
    "last letter": ["write its last letter", "give its final letter"],
    "length": ["count its letters"],
    "without first": ["remove its first letter", "drop its first letter"],
    "without last": ["remove its last letter", "drop its last letter"],
    "plural": ["make it plural", "write its plural"],
    "in words": ["write it in words"],
    "plus one": ["add one to it"],
}
WHOLE_TASKS = {
    "initials": ["Write the first letter of each word", "Give the first letter of every word", "Write the initials of the words", "Write all first letters"],
    "ends": ["Write the last letter of each word", "Give the last letter of every word", "Write all last letters"],
    "all capitals": ["Write all words in capitals", "Write every word in capitals", "Capitalize all words", "Put the whole list in upper case"],
    "turned around": ["Write the words in reverse order", "Reverse the order of the words", "Write the list from end to start", "Turn the list around"],
    "dashes": ["Join the words with dashes", "Put a dash between the words", "Write the words with dashes between them"],
    "count": ["Count the words", "Write the number of words", "How many words are there?", "Write how many words the list has"],
    "sum": ["Add the numbers", "Write the sum of the numbers", "Write the sum", "Add the two numbers", "Give the total"],
    "difference": ["Subtract the second number from the first", "Write the difference", "Write the first number minus the second", "Take the second number from the first"],
    "antonyms": ["Write the opposite", "Write the opposite of the word", "Give an antonym", "Write a word that means the opposite"],
    "german": ["Translate to German", "Translate the word to German", "Write the word in German", "Say it in German"],
    "french": ["Translate to French", "Translate the word to French", "Write the word in French", "Say it in French"],
    "spanish": ["Translate to Spanish", "Translate the word to Spanish", "Write the word in Spanish", "Say it in Spanish"],
    "animal": ["Write the animal", "Find the animal in the list", "Which of the words is an animal?", "Pick the animal"],
}
VAGUE_WHOLE = {
    "word": ["Change the word", "Do something with the word", "Use the word"],
    "list": ["Change one of the words", "Use the words", "Pick something from the list"],
    "letter": ["Write a letter of the word", "Pick a letter"],
    "each": ["Change the list", "Use all the words", "Do something with the words"],
    "pair": ["Use the numbers", "Calculate something", "Write a number"],
    "number": ["Change the number", "Write another number"],
    "fact": ["Write another word", "Say it differently"],
}
ANNOTATED = {
    "word first letter": "first_word_letter",
    "word second letter": "second_word_letter",
    "word spelled": "letters_list",
    "word plural": "singular_to_plural",
    "pair sum": "sum",
    "pair difference": "diff",
    "number in words": "num_to_verbal",
    "fact antonyms": "antonyms",
    "fact german": "translation_en-de",
    "fact french": "translation_en-fr",
    "fact spanish": "translation_en-es",
    "fact animal": "taxonomy_animal",
}
FRAMES = ["{v} {n}.", "{v} {n}.", "{v} {n}.", "{v} {n}.", "The answer is {n}.", "The output is {n}.", "For each input, write {n}.", "Read the input and write {n}."]


def held_out_wording(text: str) -> bool:
    """Whether a wording is never trained on: an eighth of them, by a hash of the text."""
    return zlib.crc32(text.lower().encode()) % 8 == 0


def _noun(task: Task, x: str, rng: random.Random) -> str:
    if task.operation.endswith(" letter"):
        return f"{rng.choice(PLACES[task.operation.split()[0]])} of {x}"
    return rng.choice(NOUNS[task.operation]).format(x=x)


def _selected(task: Task, rng: random.Random, vague: bool) -> str:
    if task.family == "letter":
        place = "a letter" if vague else rng.choice(PLACES[task.selector])
        return f"{place} of {rng.choice(WHOLE['word'])}"
    if not task.selector:
        return rng.choice(WHOLE[task.family])
    return rng.choice(VAGUE_SELECTED[task.family] if vague else SELECTED[task.family, task.selector])


def _draw(task: Task, rng: random.Random, vague: bool) -> str:
    if vague and (rng.random() < 0.4 or not task.selector):
        return rng.choice(VAGUE_WHOLE[task.family]) + "."
    if task.operation in WHOLE_TASKS:
        return _ended(rng.choice(WHOLE_TASKS[task.operation]))
    x = _selected(task, rng, vague)
    kind = rng.random()
    if kind < 0.2 and task.operation in SENTENCES:
        return _ended(rng.choice(SENTENCES[task.operation]).format(x=x))
    if kind < 0.35 and task.operation in AFTER_TAKE and task.selector:
        return f"Take {x} and {rng.choice(AFTER_TAKE[task.operation])}."
    return rng.choice(FRAMES).format(v=rng.choice(VERBS).replace("_", " "), n=_noun(task, x, rng))


def _ended(text: str) -> str:
    return text if text[-1] in ".?:" else text + "."


def wording(task: Task, annotations: dict[str, list[str]], rng: random.Random, *, vague: bool = False, held_out: bool = False) -> str:
    """One wording of a task, of the trained ones or of those held out."""
    for _ in range(200):
        people = ANNOTATED.get(task.name)
        if people and not vague and rng.random() < 0.25:
            text = _ended(rng.choice(annotations[people]).strip())
            text = text[0].upper() + text[1:]
        else:
            text = _draw(task, rng, vague)
        if held_out_wording(text) == held_out:
            return text
    return text  # a task of few wordings may have none on one side: its plainest stands on both


def all_texts() -> list[str]:
    """Every phrase of the grammar, for the vocabulary."""
    texts: list[str] = [*VERBS, *FRAMES]
    for table in (WHOLE, SELECTED, VAGUE_SELECTED, PLACES, NOUNS, SENTENCES, AFTER_TAKE, WHOLE_TASKS, VAGUE_WHOLE):
        for phrases in table.values():
            texts.extend(phrases)
    return texts
