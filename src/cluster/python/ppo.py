"""PPO as the page does it, on TRL's PPOTrainer: same reward, same KL controller, same clipping.

Run by ppo.sh from the bundle's folder. TRL's own PPO has a fixed beta, no clipping of scores and no limit on the
gradient's norm; the three are added here, in the places that PPOTrainer leaves for it.
"""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import torch
from datasets import load_dataset
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer, TrainerCallback
from trl import ModelConfig, TrlParser
from trl.experimental.ppo import PPOConfig, PPOTrainer, ppo_trainer
from trl.experimental.utils import get_reward

from reward_bag import RewardBag, bag_beside

RUN = json.loads((Path(__file__).resolve().parent.parent / "run.json").read_text())
# What the page's model reads before every prompt: its start token, or nothing.
START = RUN["tokens"]["start"]


@dataclass
class PageArguments:
    """What the page has and PPOConfig has not."""

    policy_path: str = field(default="policy", metadata={"help": "Model to train."})
    reference_path: str = field(default="reference", metadata={"help": "Model that the KL is measured from."})
    train_file: str = field(default="data/prompts.jsonl", metadata={"help": "JSON lines with a column `prompt`."})
    test_file: str = field(default="data/prompts_test.jsonl", metadata={"help": "Prompts of the sample generations."})
    score_clip: float = field(default=0.0, metadata={"help": "Scores are cut to plus or minus this; 0: not at all."})
    kl_target: float | None = field(
        default=None, metadata={"help": "Nats a response that beta is steered to; left out: beta stays."}
    )
    kl_horizon: float = field(default=10000.0, metadata={"help": "Episodes in which beta may change by 20 %."})
    max_norm: float = field(default=0.0, metadata={"help": "Largest norm of the gradient; 0: no limit."})


class PageScore(torch.nn.Module):
    """The reward model's head less the mean, which its weights cannot hold."""

    def __init__(self, head: torch.nn.Module, mean: float):
        super().__init__()
        self.head, self.mean = head, mean

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        return self.head(hidden) - self.mean


def page_reward(bag: RewardBag | None, clip: float):
    """What PPOTrainer scores responses by, as the page has it: with the bag of tokens beside the model, and clipped.

    TRL reads values of the critic by the same function: only a model whose head is a PageScore is a reward model.
    """

    def scored(model, ids: torch.Tensor, pad: int, context: int):
        logits, scores, ends = get_reward(model, ids, pad, context)
        if not isinstance(getattr(model, "score", None), PageScore):
            return logits, scores, ends
        if bag:
            rows = [[id for id in row if id != pad] for row in ids[:, context:].tolist()]
            scores = torch.stack([bag.joined(score, row) for score, row in zip(scores, rows)])
        return logits, scores.clamp(-clip, clip) if clip > 0 else scores, ends

    return scored


class AdaptiveKl(TrainerCallback):
    """Beta after each update (Ziegler et al. 2019): beta * (1 + clip(kl / target - 1, -0.2, 0.2) * episodes / horizon)."""

    def __init__(self, target: float, horizon: float):
        self.target, self.horizon = target, horizon

    def on_log(self, args, state, control, logs=None, **kwargs):
        if logs and "objective/kl" in logs:
            error = max(-0.2, min(0.2, logs["objective/kl"] / self.target - 1))
            # As it was charged in these numbers; the update is for the next.
            logs["objective/kl_coef"] = args.kl_coef
            args.kl_coef *= 1 + error * args.batch_size / self.horizon


def limit_gradient(trainer: PPOTrainer, max_norm: float) -> None:
    """PPOTrainer steps without clipping. DeepSpeed clips by its own setting and calls no step of this optimizer."""
    optimizer = getattr(trainer.optimizer, "optimizer", trainer.optimizer)
    if max_norm > 0 and not trainer.is_deepspeed_enabled:
        parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        optimizer.register_step_pre_hook(lambda *_: torch.nn.utils.clip_grad_norm_(parameters, max_norm) and None)


def save(trainer: PPOTrainer) -> None:
    """PPOTrainer finds the policy to save only where accelerate has not wrapped it for several processes, and other
    processes than the first look for a field that it does not set."""
    if not trainer.is_deepspeed_enabled:
        trainer.model = trainer.accelerator.unwrap_model(trainer.model)
    if not hasattr(trainer, "is_distributed_loading_by_transformers"):
        trainer.is_distributed_loading_by_transformers = False
    trainer.save_model(trainer.args.output_dir)


def main(page: PageArguments, training: PPOConfig, model: ModelConfig) -> None:
    tokenizer = AutoTokenizer.from_pretrained(page.policy_path, padding_side="left")
    options = {"dtype": model.dtype, "attn_implementation": model.attn_implementation}
    reward = AutoModelForSequenceClassification.from_pretrained(training.reward_model_path, num_labels=1, **options)
    policy = AutoModelForCausalLM.from_pretrained(page.policy_path, **options)
    # The page's critic is a head on the policy's trunk, zero at the start; this is a copy of that trunk with such a head.
    value = AutoModelForSequenceClassification.from_pretrained(page.policy_path, num_labels=1, **options)
    torch.nn.init.zeros_(value.score.weight)
    reference = AutoModelForCausalLM.from_pretrained(page.reference_path, **options)
    reward.score = PageScore(reward.score, getattr(reward.config, "mean", 0.0))
    ppo_trainer.get_reward = page_reward(bag_beside(training.reward_model_path, RUN), page.score_clip)

    def prompts(path: str):
        rows = load_dataset("json", data_files=path, split="train")
        plain = lambda text: tokenizer(text, add_special_tokens=False)["input_ids"]  # noqa: E731
        return rows.map(lambda row: {"input_ids": START + plain(row["prompt"])}, remove_columns=rows.column_names)

    train = prompts(page.train_file)
    batch = training.per_device_train_batch_size * training.gradient_accumulation_steps
    if len(train) < batch:
        raise SystemExit(f"{page.train_file} has {len(train)} rows, fewer than a batch of {batch}.")
    callbacks = [AdaptiveKl(page.kl_target, page.kl_horizon)] if page.kl_target else []
    trainer = PPOTrainer(
        args=training,
        processing_class=tokenizer,
        model=policy,
        ref_model=reference,
        reward_model=reward,
        value_model=value,
        train_dataset=train,
        eval_dataset=prompts(page.test_file),
        callbacks=callbacks,
    )
    limit_gradient(trainer, page.max_norm)
    trainer.train()
    save(trainer)


def make_parser(subparsers: argparse._SubParsersAction | None = None) -> TrlParser:
    return TrlParser((PageArguments, PPOConfig, ModelConfig))


if __name__ == "__main__":
    main(*make_parser().parse_args_and_config(fail_with_unknown_args=True))
