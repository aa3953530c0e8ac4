"""OpenRLHF's losses, KL estimators and advantages, by its own modules and its experience maker."""

from types import SimpleNamespace

import torch

from common import Matter, bare, case, flat, in_double, leaf, mask_of, rows, stand_in, version
from trl_groups import LENGTHS, REWARD_LENGTHS, REWARDED
from trl_preferences import BATCH as PAIRED
from trl_preferences import SCORED
from verl_core import BATCHES, GAE, GAE_LENGTHS

MODULE = "openrlhf.models"


def losses():
    stand_in("ray", "deepspeed", "flash_attn", "vllm", "pylatexenc", "aiohttp", "torchdata")
    from openrlhf.models import loss

    return loss


def policy_case(name: str, batch_name: str, sampler: bool = False, **settings) -> dict:
    batch = BATCHES[batch_name]
    logp, mask = leaf(rows(batch["logp"], LENGTHS)), mask_of(LENGTHS)
    advantages = torch.tensor(batch["advantages"], dtype=torch.float64)[:, None].expand(mask.shape)
    rollout = rows(batch["samplerLogp"], LENGTHS) if sampler else None
    with in_double():
        made = losses().PolicyLoss(**settings)
        loss, clipped, kl, sampler_kl, left_out = made(logp, rows(batch["oldLogp"], LENGTHS), advantages, mask, rollout)
        loss.backward()
    metrics = {"clipFraction": clipped, "kl": kl}
    if sampler:
        metrics |= {"samplerKl": sampler_kl, "leftOut": left_out}
    expected = {"loss": loss, "dLogp": flat(logp.grad, LENGTHS), "metrics": metrics}
    return case(name, f"{MODULE}.loss.PolicyLoss", batch_name, settings, **expected)


def policy_cases() -> list[dict]:
    clip = {"is_correction_level": "token", "is_correction_mode": "clip", "is_correction_threshold": (0.0, 1.5)}
    token = {"is_correction_level": "token", "is_correction_threshold": (0.75, 1.5)}
    return [
        policy_case("PPO by tokens", "policy"),
        policy_case("PPO by answers", "policy", token_level_loss=False),
        policy_case("PPO, clip-higher", "policy", clip_eps_low=0.2, clip_eps_high=0.28),
        policy_case("PPO, dual clip at 3", "far", dual_clip=3.0),
        policy_case("GSPO", "policy", policy_loss_type="gspo", clip_eps_low=0.0625, clip_eps_high=0.125),
        policy_case("sampler's weights truncated at 1.5", "policy", True, **clip),
        policy_case("tokens outside 0.75 to 1.5 left out", "policy", True, **token),
        policy_case("answers outside 0.75 to 1.5 left out", "policy", True, **{**token, "is_correction_level": "seq"}),
    ]


def kl_case(kind: str, unbiased: bool = False) -> dict:
    losses()
    from openrlhf.models.utils import compute_approx_kl

    batch = BATCHES["policy"]
    logp, old = leaf(rows(batch["logp"], LENGTHS)), rows(batch["oldLogp"], LENGTHS)
    with in_double():
        kl = compute_approx_kl(logp, rows(batch["refLogp"], LENGTHS), old, kind, unbiased)
        loss = (kl * mask_of(LENGTHS)).sum()
        loss.backward()
    settings = {"kl_estimator": kind, "unbiased_gradient": unbiased}
    expected = {"kl": flat(kl, LENGTHS), "loss": loss, "dLogp": flat(logp.grad, LENGTHS)}
    name = f"KL {kind}{', unbiased gradient' if unbiased else ''}"
    return case(name, f"{MODULE}.utils.compute_approx_kl", "policy", settings, **expected)


def value_case(name: str, **settings) -> dict:
    values = leaf(rows(GAE["newValues"], GAE_LENGTHS))
    old, returns, mask = rows(GAE["values"], GAE_LENGTHS), rows(GAE["returns"], GAE_LENGTHS), mask_of(GAE_LENGTHS)
    with in_double():
        loss = losses().ValueLoss(**settings)(values, old, returns, mask)
        loss.backward()
    return case(name, f"{MODULE}.loss.ValueLoss", "gae", settings, loss=loss, dValue=flat(values.grad, GAE_LENGTHS))


def pair_case(name: str, **settings) -> dict:
    lengths = PAIRED["lengths"]
    logp, mask = leaf(rows(PAIRED["logp"], lengths)), mask_of(lengths)
    with in_double():
        sums, reference = (logp * mask).sum(1), (rows(PAIRED["refLogp"], lengths) * mask).sum(1)
        loss, chosen, rejected = losses().DPOLoss(**settings)(sums[:3], sums[3:], reference[:3], reference[3:])
        loss.backward()
    metrics = {"rewards/chosen": chosen.mean(), "rewards/rejected": rejected.mean()}
    expected = {"loss": loss, "dLogp": flat(logp.grad, lengths), "metrics": metrics}
    return case(name, f"{MODULE}.loss.DPOLoss", "pairs", settings, **expected)


def reward_case(name: str, kind: str, margin: bool) -> dict:
    scores = leaf(torch.tensor(SCORED["rewards"], dtype=torch.float64))
    margins = torch.tensor(SCORED["margin"], dtype=torch.float64) if margin else None
    with in_double():
        loss = getattr(losses(), kind)()(scores[:3], scores[3:], margins)
        loss.backward()
    return case(name, f"{MODULE}.loss.{kind}", "scored", {"margin": margin}, loss=loss, dReward=scores.grad)


def advantage_case(name: str, batch_name: str, lengths: list[int], estimator: str, **settings) -> dict:
    """One experience holds all answers, as where a rank has one micro batch."""
    losses()
    from openrlhf.trainer.ppo_utils.experience_maker import RemoteExperienceMaker

    batch = {"rewards": REWARDED, "gae": SCORED_GAE}[batch_name]
    held = {"gamma": 1.0, "lambd": 0.9375, "no_std_norm": False, "kl": 0.0, **settings}
    advantage = SimpleNamespace(estimator=estimator, **held)
    args = SimpleNamespace(
        algo=SimpleNamespace(advantage=advantage),
        rollout=SimpleNamespace(n_samples_per_prompt=batch.get("group", 1)),
        reward=SimpleNamespace(clip_range=None),
    )
    mask = mask_of(lengths)
    kl = rows(batch["oldLogp"], lengths) - rows(batch["refLogp"], lengths)
    experience = SimpleNamespace(
        rewards=torch.tensor(batch["rewards"], dtype=torch.float64),
        index=list(range(len(lengths))),
        kl=kl * mask,
        action_mask=mask,
        values=rows(batch["values"], lengths) if estimator == "gae" else None,
        info={},
    )
    maker = bare(
        RemoteExperienceMaker,
        strategy=SimpleNamespace(args=args),
        args=args,
        advantage_estimator=estimator,
        kl_ctl=SimpleNamespace(value=held["kl"]),
    )
    with in_double():
        maker.compute_advantages_and_returns([experience])
    function = "openrlhf.trainer.ppo_utils.experience_maker.RemoteExperienceMaker.compute_advantages_and_returns"
    expected = {"advantages": flat(experience.advantages, lengths), "returns": flat(experience.returns, lengths)}
    return case(
        name,
        function,
        batch_name,
        {"estimator": estimator, **{NAMES.get(key, key): value for key, value in held.items()}},
        **expected,
    )


# Its options' names, where the short ones would say too little.
NAMES = {"kl": "kl.init_coef"}
# The same columns as verl's, with one reward a sequence and a reference.
SCORED_GAE = {
    "lengths": GAE_LENGTHS,
    "rewards": [1.25, -0.75, 0.5, 2.0],
    "values": GAE["values"],
    "oldLogp": REWARDED["oldLogp"][: sum(GAE_LENGTHS)],
    "refLogp": REWARDED["refLogp"][: sum(GAE_LENGTHS)],
}


def advantage_cases() -> list[dict]:
    answers = ("rewards", REWARD_LENGTHS)
    cases = [
        advantage_case(f"{kind}{f', KL {kl}' if kl else ''}", *answers, kind, kl=kl)
        for kind in ("rloo", "reinforce_baseline", "group_norm", "dr_grpo", "reinforce")
        for kl in (0.0, 0.25)
    ]
    return cases + [
        advantage_case("REINFORCE, γ 0.875", *answers, "reinforce", gamma=0.875),
        advantage_case("REINFORCE with a baseline, spread kept", *answers, "reinforce_baseline", no_std_norm=True),
        advantage_case("GAE", "gae", GAE_LENGTHS, "gae", kl=0.25),
        advantage_case("GAE, γ 0.96875, spread kept", "gae", GAE_LENGTHS, "gae", gamma=0.96875, no_std_norm=True),
    ]


def matters() -> list[Matter]:
    library = f"openrlhf {version('openrlhf')}"
    kl = [kl_case(kind) for kind in ("k1", "k2", "k3")] + [kl_case("k3", True)]
    values = [
        value_case("value loss"),
        value_case("clipped", clip_eps=0.25),
        value_case("by answers", token_level_loss=False),
    ]
    pairs = [pair_case(f"DPO, β {beta}", beta=beta) for beta in (0.1, 0.5)]
    pairs += [pair_case("cDPO, a tenth smoothed", beta=0.5, label_smoothing=0.1)]
    pairs += [pair_case(f"IPO, β {beta}", beta=beta, ipo=True) for beta in (0.1, 0.5)]
    rewards = [
        reward_case("PairWiseLoss", "PairWiseLoss", False),
        reward_case("PairWiseLoss, margins", "PairWiseLoss", True),
        reward_case("LogExpLoss", "LogExpLoss", False),
    ]
    return [
        Matter("policy-openrlhf", library, BATCHES, policy_cases()),
        Matter("kl-openrlhf", library, {"policy": BATCHES["policy"]}, kl),
        Matter("values-openrlhf", library, {"gae": GAE}, values),
        Matter("preferences-openrlhf", library, {"pairs": PAIRED}, pairs),
        Matter("reward-openrlhf", library, {"scored": SCORED}, rewards),
        Matter("advantages-openrlhf", library, {"rewards": REWARDED, "gae": SCORED_GAE}, advantage_cases()),
    ]
