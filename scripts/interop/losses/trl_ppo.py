"""TRL's PPO, which left after 1.12: rewards with the KL penalty, GAE, whitening, the losses of policy and values.

All of it stands in one long method, whose statements are run as they are.
"""

from types import SimpleNamespace

import torch

from common import Matter, case, column, flat, in_double, leaf, mask_of, rows, statements, tokens, version

TRAINER = "trl.experimental.ppo.ppo_trainer.PPOTrainer.train"
# Answers as long as the batch is wide, and answers of which some end before: there TRL puts the score one place after
# the last token, and asks the value of that place too.
FULL = [5, 5, 5]
RAGGED = [4, 1, 6, 3]

PREPARE = (
    "response_idxs =", "padding_mask =", "logprobs = torch.masked_fill", "ref_logprobs = torch.masked_fill",
    "sequence_lengths_p1 =", "padding_mask_p1 =", "values = torch.masked_fill",
)  # fmt: skip
REWARDS = (
    "logr =", "kl =", "non_score_reward =", "rewards = non_score_reward.clone", "actual_start =", "actual_end =",
    "rewards[actual_start", "if args.whiten_rewards",
)  # fmt: skip
GAE = (
    "lastgaelam = 0", "advantages_reversed =", "gen_length =", "for t in reversed(range(gen_length))",
    "advantages = torch.stack", "returns = advantages + values", "advantages = masked_whiten",
    "advantages = torch.masked_fill",
)  # fmt: skip
LOSS = (
    "new_logprobs = torch.masked_fill", "vpred = torch.masked_fill", "vpredclipped =", "vf_losses1 =", "vf_losses2 =",
    "vf_loss_max =", "vf_loss =", "vf_clipfrac =", "logprobs_diff =", "ratio =", "pg_losses =", "pg_losses2 =",
    "pg_loss_max =", "pg_loss =", "loss =",
)  # fmt: skip


def batch_of(seed: int, lengths: list[int]) -> dict:
    """The columns of a batch; `valuesAfter` are the values of the place after each sequence, where there is one."""
    count = sum(lengths)
    return {
        **tokens(seed, lengths),
        "scores": column(seed + 5, len(lengths), -1, 2),
        "values": column(seed + 6, count, -1, 1),
        "valuesAfter": column(seed + 7, len(lengths), -1, 1),
        "newValues": column(seed + 8, count, -1.25, 1.25),
        "newValuesAfter": column(seed + 9, len(lengths), -1.25, 1.25),
    }


BATCHES = {"full": batch_of(83, FULL), "ragged": batch_of(97, RAGGED)}


def with_after(batch: dict, name: str) -> torch.Tensor:
    """Values as TRL has them: of every token, and of the place after a sequence that does not reach the width."""
    found = rows(batch[name], batch["lengths"])
    for row, length in enumerate(batch["lengths"]):
        if length < found.shape[1]:
            found[row, length] = batch[f"{name}After"][row]
    return found


def made(batch_name: str, args: SimpleNamespace) -> dict:
    """The names that TRL's statements read and write, run as far as the advantages."""
    from trl.experimental.ppo import ppo_trainer

    batch = BATCHES[batch_name]
    lengths = torch.tensor(batch["lengths"])
    scope = {
        **vars(ppo_trainer),
        "args": args,
        "responses": torch.zeros(len(lengths), max(batch["lengths"]), dtype=torch.long),
        "sequence_lengths": lengths - 1,
        "logprobs": rows(batch["oldLogp"], batch["lengths"]),
        "ref_logprobs": rows(batch["refLogp"], batch["lengths"]),
        "values": with_after(batch, "values"),
        "scores": torch.tensor(batch["scores"], dtype=torch.float64),
    }
    exec(statements(ppo_trainer.PPOTrainer.train, *PREPARE, *REWARDS), scope)
    # Whitening shifts rewards in place of a new name, so they are kept before credit is given.
    scope["kept_rewards"] = scope["rewards"].clone()
    exec(statements(ppo_trainer.PPOTrainer.train, *GAE), scope)
    return scope


def settings_of(**given) -> SimpleNamespace:
    from trl.experimental.ppo import PPOConfig

    from common import defaults

    held = defaults(PPOConfig)
    for key, value in given.items():
        if not hasattr(held, key):
            raise ValueError(f"PPOConfig has no {key}.")
        setattr(held, key, value)
    return held


SAID = ("kl_coef", "kl_estimator", "whiten_rewards", "gamma", "lam", "cliprange", "cliprange_value", "vf_coef")


def credit_case(name: str, batch_name: str, **given) -> dict:
    args = settings_of(**given)
    with in_double():
        scope = made(batch_name, args)
    expected = {"kl": flat(scope["kl"], BATCHES[batch_name]["lengths"])}
    # Of a ragged batch whole rows, since the place after a sequence counts as well.
    expected |= {key: scope[of] for key, of in (("rewards", "kept_rewards"), ("advantages",) * 2, ("returns",) * 2)}
    return case(name, TRAINER, batch_name, {key: getattr(args, key) for key in SAID[:5]}, **expected)


def loss_case(name: str, batch_name: str, **given) -> dict:
    from trl.experimental.ppo import ppo_trainer

    args, batch = settings_of(**given), BATCHES[batch_name]
    lengths = batch["lengths"]
    logp, values = leaf(rows(batch["logp"], lengths)), leaf(with_after(batch, "newValues"))
    with in_double():
        scope = made(batch_name, args)
        scope |= {"new_logprobs": logp, "vpred": values, "micro_batch_inds": slice(None)}
        named = (
            ("mb_advantage", "advantages"),
            ("mb_logprobs", "logprobs"),
            ("mb_return", "returns"),
            ("mb_values", "values"),
        )
        scope |= {name: scope[of] for name, of in named}
        exec(statements(ppo_trainer.PPOTrainer.train, *LOSS), scope)
        scope["loss"].backward()
    expected = {
        "advantages": scope["advantages"],
        "returns": scope["returns"],
        "policyLoss": scope["pg_loss"],
        "valueLoss": scope["vf_loss"],
        "loss": scope["loss"],
        "dLogp": flat(logp.grad, lengths),
        "dValue": values.grad,
        "metrics": {"valueClipFraction": scope["vf_clipfrac"]},
    }
    return case(name, TRAINER, batch_name, {key: getattr(args, key) for key in SAID}, **expected)


def whiten_case(shift: bool) -> dict:
    from trl.experimental.ppo.ppo_trainer import masked_whiten

    lengths = BATCHES["ragged"]["lengths"]
    with in_double():
        found = masked_whiten(rows(BATCHES["ragged"]["values"], lengths), mask_of(lengths).bool(), shift_mean=shift)
    function = "trl.experimental.ppo.ppo_trainer.masked_whiten"
    return case(f"whitened values, {'no mean' if shift else 'mean kept'}", function, "ragged", {"shift_mean": shift},
                whitened=flat(found, lengths))  # fmt: skip


def matters() -> list[Matter]:
    credit = [
        credit_case("TRL's defaults", "full"),
        credit_case("k3, whitened rewards", "full", kl_estimator="k3", whiten_rewards=True, kl_coef=0.25),
        credit_case("γ 0.96875, λ 0.75", "full", gamma=0.96875, lam=0.75, kl_coef=0.25),
        credit_case("answers of several lengths", "ragged", kl_coef=0.25),
        credit_case("answers of several lengths, whitened rewards", "ragged", kl_coef=0.25, whiten_rewards=True),
    ]
    losses = [
        loss_case("losses at TRL's defaults", "full"),
        loss_case("losses, narrow clips", "full", cliprange=0.0625, cliprange_value=0.0625, vf_coef=0.5),
        loss_case("losses, several lengths", "ragged", kl_coef=0.25, vf_coef=0.5),
    ]
    return [
        Matter("ppo-trl", f"trl {version('trl')}", BATCHES, credit + losses + [whiten_case(True), whiten_case(False)])
    ]
