"""Tokenizer and batches for the blurb models.

Knows: the byte-level BPE tokenizer, its special ids, and how examples become
padded batches with a loss on the response only.
Must not know: the model, the optimiser, or where facts come from.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

VOCAB_SIZE = 1024
EOS = "<|endoftext|>"
PAD = "<|pad|>"
EOS_ID = 0
# The page samples over the first VOCAB_SIZE - 1 columns, so padding is last.
PAD_ID = VOCAB_SIZE - 1
MAX_PROMPT_TOKENS = 56
MAX_RESPONSE_TOKENS = 50
IGNORE = -100
CHAT_TEMPLATE = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


def read_examples(path: Path) -> list[dict]:
    """Reads the JSON lines that prepare.ts wrote."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def train_tokenizer(texts: list[str]) -> Tokenizer:
    """Byte-level BPE with end-of-text as id 0 and padding as the last id."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCAB_SIZE - 1,
        special_tokens=[EOS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens([PAD])
    if tokenizer.token_to_id(EOS) != EOS_ID or tokenizer.token_to_id(PAD) != PAD_ID:
        raise RuntimeError("special tokens have unexpected ids")
    return tokenizer


def save_tokenizer_files(tokenizer: Tokenizer, folder: Path) -> None:
    """Writes the tokenizer files that transformers and the page read."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": EOS,
        "eos_token": EOS,
        "unk_token": EOS,
        "pad_token": PAD,
        "padding_side": "left",
        "model_max_length": 128,
        "clean_up_tokenization_spaces": False,
        "chat_template": CHAT_TEMPLATE,
    }
    special = {"bos_token": EOS, "eos_token": EOS, "unk_token": EOS, "pad_token": PAD}
    for name, content in (("tokenizer_config.json", config), ("special_tokens_map.json", special)):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def encode_examples(tokenizer: Tokenizer, examples: list[dict]) -> list[tuple[list[int], int]]:
    """Token ids of prompt + response + end, with the prompt's length; drops long ones."""
    prompts = tokenizer.encode_batch([e["prompt"] for e in examples])
    responses = tokenizer.encode_batch([e["response"] for e in examples])
    out = []
    for prompt, response in zip(prompts, responses):
        if len(prompt.ids) <= MAX_PROMPT_TOKENS and len(response.ids) <= MAX_RESPONSE_TOKENS:
            out.append((prompt.ids + response.ids + [EOS_ID], len(prompt.ids)))
    return out


def make_batches(encoded: list[tuple[list[int], int]], batch_size: int, rng: random.Random) -> list[list[int]]:
    """Indices of shuffled batches of like lengths, so that little is padding."""
    order = list(range(len(encoded)))
    rng.shuffle(order)
    batches = []
    for start in range(0, len(order), batch_size * 50):
        bucket = sorted(order[start : start + batch_size * 50], key=lambda i: len(encoded[i][0]))
        batches += [bucket[i : i + batch_size] for i in range(0, len(bucket), batch_size)]
    rng.shuffle(batches)
    return batches


def collate(encoded: list[tuple[list[int], int]], indices: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Right-padded ids and labels; only the response and its end are learnt."""
    width = max(len(encoded[i][0]) for i in indices)
    ids = torch.full((len(indices), width), PAD_ID)
    labels = torch.full((len(indices), width), IGNORE)
    for row, i in enumerate(indices):
        tokens, prompt_length = encoded[i]
        ids[row, : len(tokens)] = torch.tensor(tokens)
        labels[row, prompt_length : len(tokens)] = torch.tensor(tokens[prompt_length:])
    return ids, labels
