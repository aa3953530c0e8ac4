"""Makes a tiny sentiment classifier in the layout that a hub keeps for browsers: config, tokenizer, onnx/model.onnx,
and transformers' own logits for some texts.

Usage: python classifier.py FOLDER. tests/fixtures/tiny-classifier is its output; the seed is fixed, but another
processor may round otherwise and so end at other weights. Prints one line a check, of what it made and of the
fixture, and exits with 1 when any fails.
Knows DistilBERT and WordPiece; must not know who reads the files.
"""

import json
import random
import string
import sys
from pathlib import Path

import numpy
import torch
from onnx.reference import ReferenceEvaluator
from report import check, finish
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import DistilBertConfig, DistilBertForSequenceClassification, PreTrainedTokenizerFast

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
GOOD = ["lovely", "great", "friendly", "delicious", "wonderful", "cosy", "perfect", "charming", "warm", "excellent"]
BAD = ["awful", "bland", "rude", "dirty", "slow", "terrible", "cold", "noisy", "overpriced", "dull"]
PLAIN = (
    "the a an is it with and in near by of for you will find place pub restaurant coffee shop food prices area "
    "riverside city centre family children cheap moderate high rating star serves offers located people come"
).split()
LONGEST = 64
# Below 1, so that answers differ by degrees and not only by sign.
SURE = 0.95
STEPS = 300
BATCH = 32

FIXTURE = Path(__file__).parents[2] / "tests" / "fixtures" / "tiny-classifier"
TOLERANCE = 1e-4

TEXTS = [
    "The Eagle is a lovely place with delicious food.",
    "The Eagle is an awful place with rude people and bland food.",
    "A pub near the riverside.",
    "You will find friendly people, great food and a warm, cosy pub by the river: wonderful!",
    "Cold food, slow and overpriced; the place is dirty, noisy and dull.",
    "lovely",
    "",
    "Caf\u00e9 Zizzi \u2014 \u00a320 to \u00a325, family friendly \U0001f600",
    " ".join(["the food is great and the place is dull"] * 20),
]


def make_tokenizer() -> PreTrainedTokenizerFast:
    """WordPiece that knows the words above, and letter by letter everything else in Latin letters."""
    letters = list(string.ascii_lowercase + string.digits)
    pieces = [*SPECIAL, *string.punctuation, *letters, *(f"##{letter}" for letter in letters), *PLAIN, *GOOD, *BAD]
    vocabulary = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    ends = [("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=ends
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=LONGEST,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )


def filler(rng: random.Random, most: int) -> list[str]:
    """Words without a tone, some of them made up."""
    made_up = ["".join(rng.choices(string.ascii_lowercase, k=rng.randint(1, 6))) for _ in range(8)]
    return rng.choices([*PLAIN, *made_up, *".,!?"], k=rng.randint(0, most))


def sentence(rng: random.Random) -> tuple[str, list[float]]:
    """Words of which those of one tone are more than those of the other, or neither, and how likely each tone is."""
    label = rng.randrange(3)
    if label == 2:
        return " ".join(filler(rng, 14)), [0.5, 0.5]
    more, less = (GOOD, BAD) if label else (BAD, GOOD)
    fewer = rng.randrange(3)
    words = rng.choices(more, k=fewer + rng.randint(1, 3)) + rng.choices(less, k=fewer)
    words += filler(rng, 12)
    rng.shuffle(words)
    return " ".join(words), [SURE if tone == label else 1 - SURE for tone in range(2)]


def train(tokenizer: PreTrainedTokenizerFast) -> DistilBertForSequenceClassification:
    # Sums in another order end at other weights.
    torch.set_num_threads(1)
    torch.manual_seed(4)
    rng = random.Random(4)
    config = DistilBertConfig(
        vocab_size=len(tokenizer),
        max_position_embeddings=LONGEST,
        dim=32,
        hidden_dim=64,
        n_layers=2,
        n_heads=2,
        dropout=0.0,
        attention_dropout=0.0,
        seq_classif_dropout=0.0,
        pad_token_id=0,
        id2label={0: "NEGATIVE", 1: "POSITIVE"},
        label2id={"NEGATIVE": 0, "POSITIVE": 1},
        attn_implementation="eager",
    )
    model = DistilBertForSequenceClassification(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for step in range(STEPS):
        texts, labels = zip(*(sentence(rng) for _ in range(BATCH)))
        logits = model(**inputs_of(tokenizer, texts)).logits
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 50 == 49:
            print(f"step {step + 1}: loss {loss.item():.3f}")
    return model.eval()


def inputs_of(tokenizer: PreTrainedTokenizerFast, texts) -> dict:
    encoded = tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt")
    return {name: encoded[name] for name in ("input_ids", "attention_mask")}


def export(model, tokenizer, folder: Path) -> None:
    """The graph with both axes free, its weights inside the file."""
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    inputs = inputs_of(tokenizer, TEXTS[:2])
    free = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=LONGEST)}
    program = torch.onnx.export(
        model,
        kwargs=inputs,
        input_names=list(inputs),
        output_names=["logits"],
        dynamic_shapes={name: free for name in inputs},
        opset_version=18,
        dynamo=True,
    )
    for node in program.model.graph:
        # Where in the sources each node comes from: more bytes than the weights.
        node.metadata_props.clear()
    program.save(folder / "onnx" / "model.onnx", external_data=False)


@torch.no_grad()
def main(folder: Path) -> None:
    tokenizer = make_tokenizer()
    with torch.enable_grad():
        model = train(tokenizer)
    folder.mkdir(parents=True, exist_ok=True)
    model.config.architectures = ["DistilBertForSequenceClassification"]
    model.config.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    export(model, tokenizer, folder)
    # One by one, without padding: what a batch gives must not depend on the rest of it.
    logits = [model(**inputs_of(tokenizer, [text])).logits[0].tolist() for text in TEXTS]
    for text, row in zip(TEXTS, logits):
        print(f"{row[1] - row[0]:8.3f}  {text[:80]}")
    expected = {"labels": ["NEGATIVE", "POSITIVE"], "texts": TEXTS, "logits": logits}
    (folder / "expected.json").write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n")
    check("the classifier tells praise from blame", logits[0][1] > logits[0][0] and logits[1][1] < logits[1][0])
    check_export(folder, "its ONNX file")
    check_export(FIXTURE, "the committed ONNX file")


def check_export(folder: Path, what: str) -> None:
    """onnx's own reference computes from the file, all texts in one padded batch, what transformers computed."""
    expected = json.loads((folder / "expected.json").read_text())
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    inputs = {name: value.numpy() for name, value in inputs_of(tokenizer, expected["texts"]).items()}
    [logits] = ReferenceEvaluator(str(folder / "onnx" / "model.onnx")).run(None, inputs)
    error = numpy.abs(logits - numpy.array(expected["logits"])).max()
    check(f"{what} gives transformers' logits", error <= TOLERANCE, f"{error:.1e}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    sys.exit(finish("classifier.py"))
