"""Iterations of TRL's PPO at the settings of gpu-check's own, in f32 without TF32.

`python3 trl_ppo.py REQUEST OUT` takes the request as JSON (model, wheels, rows, tokens, epochs, minibatches, temperature,
learningRate, clip, valueClip, valueCoefficient, gamma, lambda, beta, penalty, warmup, iterations, seconds) and writes OUT
after each iteration. `model` is a folder of Hugging Face's format with prompts.json beside the weights; `wheels` a folder
of wheels without compiled code, TRL's among them, for a Python that lacks them, or null.

TRL's PPOTrainer is run as it is: policy, value model, reference and reward model are four models of the same shape, each
with a trunk of its own. Against its defaults, all for speed or for the comparison: no gradient checkpointing, no bf16, no
prints, no saving, no sample generations. No token stops an answer, so that each has all its tokens. An iteration is timed
from the end of the one before to its own, the device waited for, logging included; what sampling takes of it is timed by
the same clock. Scores come from an untrained head: they cost what a trained one's do.
"""

import json
import os
import sys
import tempfile
import time
import zipfile
from pathlib import Path

request, out = json.loads(sys.argv[1]), sys.argv[2]
facts = {}
iterations = []
ends = time.monotonic() + request["seconds"]


def save(**more):
    facts.update(more)
    Path(out).write_text(json.dumps({**facts, "iterations": iterations}))


class OutOfTime(Exception):
    """PPOTrainer's loop looks at no flag."""


# Nothing is fetched and nothing is told to anybody.
os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TRL_EXPERIMENTAL_SILENCE="1", WANDB_DISABLED="true")
if request["wheels"]:
    # What pip would do with wheels of Python code alone; this needs no pip.
    site = tempfile.mkdtemp(prefix="trl-")
    for wheel in sorted(Path(request["wheels"]).glob("*.whl")):
        zipfile.ZipFile(wheel).extractall(site)
    # After the Python's own packages, which are kept where both have one.
    sys.path.append(site)
try:
    import accelerate
    import torch
    import transformers
    import trl
    from datasets import Dataset
    from transformers import (
        AutoModelForCausalLM,
        AutoModelForSequenceClassification,
        AutoTokenizer,
        PrinterCallback,
        TrainerCallback,
    )
    from trl.experimental.ppo import PPOConfig, PPOTrainer, ppo_trainer
except (ImportError, OSError, RuntimeError) as error:
    save(missing=f"TRL's PPO does not load here: {type(error).__name__}: {str(error).splitlines()[0]}")
    sys.exit(0)

cuda = torch.cuda.is_available()
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
versions = {"trl": trl, "torch": torch, "transformers": transformers, "accelerate": accelerate}
facts["versions"] = {name: module.__version__ for name, module in versions.items()}
facts["device"] = torch.cuda.get_device_name() if cuda else "the processor"
if not cuda:
    facts["missing"] = "torch finds no CUDA: these are times of the processor."


def now():
    """Milliseconds, when the device has done what it was given."""
    if cuda:
        torch.cuda.synchronize()
    return time.perf_counter() * 1000


sampled = {"sample": 0.0, "tokens": 0}
generate = ppo_trainer.batch_generation


def timed_generation(model, queries, *rest):
    start = now()
    answers, logits = generate(model, queries, *rest)
    sampled["sample"] = now() - start
    sampled["tokens"] = (answers.shape[1] - queries.shape[1]) * answers.shape[0]
    return answers, logits


ppo_trainer.batch_generation = timed_generation


class Clock(TrainerCallback):
    def on_train_begin(self, args, state, control, **kwargs):
        self.before = now()

    def on_step_end(self, args, state, control, **kwargs):
        at = now()
        iterations.append({"milliseconds": at - self.before, "kl": facts["metrics"]["objective/kl"], **sampled})
        self.before = at
        save()
        if time.monotonic() > ends and len(iterations) > request["warmup"]:
            raise OutOfTime()

    def on_log(self, args, state, control, logs=None, **kwargs):
        facts["metrics"] = {name: value for name, value in (logs or {}).items() if isinstance(value, (int, float))}


def models(folder):
    """Policy, reference, value model and reward model; the value model's head starts at 0."""
    causal = lambda: AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    scoring = lambda: AutoModelForSequenceClassification.from_pretrained(folder, num_labels=1, dtype=torch.float32)
    value = scoring()
    torch.nn.init.zeros_(value.score.weight)
    return {"model": causal(), "ref_model": causal(), "value_model": value, "reward_model": scoring()}


def main():
    folder = Path(request["model"])
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
    # As the page asks: the prompt and a line's end.
    prompts = json.loads((folder / "prompts.json").read_text())["train"]
    train = [{"input_ids": tokenizer(f"{prompt}\n", add_special_tokens=False)["input_ids"]} for prompt in prompts]
    rounds = request["warmup"] + request["iterations"]
    settings = PPOConfig(
        output_dir=tempfile.mkdtemp(prefix="trl-out-"),
        # One forward and one backward pass a minibatch.
        per_device_train_batch_size=request["rows"],
        gradient_accumulation_steps=1,
        local_rollout_forward_batch_size=request["rows"],
        num_mini_batches=request["minibatches"],
        num_ppo_epochs=request["epochs"],
        total_episodes=request["rows"] * rounds,
        response_length=request["tokens"],
        temperature=request["temperature"],
        learning_rate=request["learningRate"],
        lr_scheduler_type="constant",
        cliprange=request["clip"],
        cliprange_value=request["valueClip"],
        vf_coef=request["valueCoefficient"],
        gamma=request["gamma"],
        lam=request["lambda"],
        kl_coef=request["beta"],
        missing_eos_penalty=request["penalty"],
        bf16=False,
        gradient_checkpointing=False,
        num_sample_generations=0,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        use_cpu=not cuda,
        seed=1,
    )
    trainer = PPOTrainer(
        args=settings,
        processing_class=tokenizer,
        train_dataset=Dataset.from_list(train),
        eval_dataset=Dataset.from_list(train[:1]),
        callbacks=[Clock()],
        **models(folder),
    )
    trainer.remove_callback(PrinterCallback)
    # What it has to say goes where failures go, not between the lines of gpu-check.
    trainer.accelerator.print = lambda *words: None
    facts["dtype"] = str(next(trainer.model.parameters()).dtype)
    try:
        trainer.train()
    except OutOfTime:
        pass


save()
main()
