"""The tokenizer: whole words for what instructions are made of, letters for everything else.

Knows: a byte-level BPE without a single merge, whose vocabulary holds the words of grammar, templates and annotations whole
(`ignore_merges`: a piece that is in the vocabulary is one token, any other is its bytes). Inputs and outputs are so read
letter by letter, which tasks about letters need, and a prompt stays short.
Must not know: tasks, the model.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

EOS = "<|endoftext|>"
PAD = "<|pad|>"
EOS_ID = 0
CHAT_TEMPLATE = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


def make_tokenizer(texts: list[str], annotations: list[str], apart: str | None = None) -> Tokenizer:
    """End of text is id 0 and padding the last id; a word of the annotations must occur twice to become a token.

    What matches the pattern `apart` is a piece of its own, as it is read sign by sign."""
    splitter = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    if apart is not None:
        splitter = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(apart), "isolated"), splitter])

    def pieces(text: str) -> list[str]:
        # "Write" at a beginning and " write" in the middle, with a capital and without.
        forms = (text, " " + text, " " + text.lower(), text[:1].upper() + text[1:])
        return [piece for form in forms for piece, _ in splitter.pre_tokenize_str(form)]

    count = Counter(p for t in annotations for p in set(pieces(t)))
    wanted = {p for t in texts for p in pieces(re.sub(r"\{\w+\}", "", t).strip()) if len(p) > 1}
    wanted |= {p for p, n in count.items() if n >= 2 and len(p) > 2}
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [EOS, *alphabet, *sorted(w for w in wanted if w not in alphabet), PAD]
    vocab = {word: i for i, word in enumerate(words)}
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=[], ignore_merges=True))
    tokenizer.pre_tokenizer = splitter
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([EOS, PAD])
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path, positions: int) -> None:
    """Writes the tokenizer files that transformers and the page read."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    special = {"bos_token": EOS, "eos_token": EOS, "unk_token": EOS, "pad_token": PAD}
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        **special,
        "padding_side": "left",
        "model_max_length": positions,
        "clean_up_tokenization_spaces": False,
        "chat_template": CHAT_TEMPLATE,
    }
    for name, content in (("tokenizer_config.json", config), ("special_tokens_map.json", special)):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
