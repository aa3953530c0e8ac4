"""Where a formula that is right on paper goes wrong in a computer: exact values, and what the libraries do there.

Exact values are of 60 decimal digits, rounded to float64; the libraries' float64 is held against them.
"""

import importlib
from decimal import Decimal, getcontext
from types import SimpleNamespace

import torch

from common import Matter, case, leaf, mask_of, rows, statements, version
from openrlhf_losses import losses as openrlhf
from trl_groups import BATCH, LENGTHS, inputs, policy
from verl_core import config, core

getcontext().prec = 60

# log π_ref − log π of a token. With log π = −1/16 both log-probabilities are exact in float32, down to the smallest.
NEAR = [sign * 2.0**-power for power in (4, 10, 13, 17, 20, 23, 26) for sign in (1, -1)]
SMALL = {"logp": [-0.0625] * len(NEAR), "refLogp": [-0.0625 + difference for difference in NEAR]}
MARGINS = [
    0.0,
    0.5,
    -0.5,
    10.0,
    -10.0,
    17.0,
    -17.0,
    50.0,
    -50.0,
    88.0,
    -88.0,
    90.0,
    -90.0,
    104.0,
    -104.0,
    1000.0,
    -1000.0,
]
EQUAL = {"group": 7, "rewards": [0.1] * 7 + [0.9] * 7 + [2.1] * 7, "lengths": [1] * 21}


def agrees(found: torch.Tensor, exact: list[float], what: str) -> None:
    """Raises ArithmeticError where a library's float64 is further from the exact values than rounding."""
    off = max(abs(a - b) / max(1.0, abs(b)) for a, b in zip(found.tolist(), exact))
    if not off < 1e-15:
        raise ArithmeticError(f"{what} is off by {off}.")


def small_kl() -> dict:
    from openrlhf.models.utils import compute_approx_kl

    values, slopes = [], []
    for difference in NEAR:
        d = Decimal(difference)
        values.append(float(d.exp() - d - 1))
        slopes.append(float(1 - d.exp()))
    logp, reference = leaf(torch.tensor(SMALL["logp"]).double()), torch.tensor(SMALL["refLogp"], dtype=torch.float64)
    found = core().kl_penalty(logp, reference, "k3")
    found.sum().backward()
    agrees(found, values, "verl's k3")
    agrees(logp.grad, slopes, "the slope of verl's k3")
    # In float32 the libraries' own line, exp(d) − d − 1, says next to nothing below 2⁻¹².
    rough = compute_approx_kl(logp.float(), reference.float(), kl_estimator="k3")
    share = [abs(a - b) / b for a, b in zip(rough.tolist(), values)]
    if not max(share) > 0.5:
        raise ArithmeticError("OpenRLHF's k3 in float32 is better than the README says.")
    return case("k3 near zero", "exact; verl's and OpenRLHF's formula", "near", {}, kl=values, dLogp=slopes)


def log_sigmoid() -> dict:
    values, slopes = [], []
    for margin in MARGINS:
        e = Decimal(-margin).exp()
        values.append(float((1 + e).ln()))
        slopes.append(float(-e / (1 + e)))
    score = leaf(torch.tensor(MARGINS, dtype=torch.float64))
    zero = torch.zeros(len(MARGINS), dtype=torch.float64)
    pairwise = openrlhf().PairWiseLoss()
    found = torch.stack([pairwise(a, b) for a, b in zip(score, zero)])
    found.sum().backward()
    agrees(found, values, "OpenRLHF's PairWiseLoss")
    agrees(score.grad, slopes, "the slope of OpenRLHF's PairWiseLoss")
    function = "exact; openrlhf.models.loss.PairWiseLoss"
    return case("−log σ far out", function, "margins", {}, loss=values, dMargin=slopes)


def log_exp() -> dict:
    """The same loss as OpenRLHF's LogExpLoss has it, log(1 + exp(−x)), in float32: what is not to be copied."""
    made = openrlhf().LogExpLoss()
    found = [made(torch.tensor(margin, dtype=torch.float32), torch.tensor(0.0)).item() for margin in MARGINS]
    lost = [index for index, value in enumerate(found) if value in (0.0, float("inf"))]
    kept = [MARGINS[index] for index in lost]
    return case("LogExpLoss in float32", "openrlhf.models.loss.LogExpLoss", "margins", {}, zeroOrInfiniteAt=kept)


def padded_case(library: str, fill: float) -> dict:
    """The policy's batch with `fill` where there is no token, which verl's sums skip and TRL's multiply."""
    from trl import GRPOConfig, GRPOTrainer

    mask = mask_of(LENGTHS)
    logp = leaf(rows(BATCH["logp"], LENGTHS, fill))
    old = rows(BATCH["oldLogp"], LENGTHS, fill)
    if library == "verl":
        advantages = torch.tensor(BATCH["advantages"], dtype=torch.float64)[:, None].expand(mask.shape)
        loss, _ = core().compute_policy_loss_vanilla(old, logp, advantages, mask, "token-mean", config())
        function = "verl.trainer.ppo.core_algos.compute_policy_loss_vanilla"
    else:
        entropy = rows(BATCH["entropy"], LENGTHS)
        trainer = policy(GRPOTrainer, GRPOConfig, logp, entropy, loss_type="dapo", beta=0.0)
        loss = trainer._compute_loss(None, {**inputs(), "old_per_token_logps": old})
        function = "trl.trainer.grpo_trainer.GRPOTrainer._compute_loss"
    return case(f"{library}, padding of {fill}", function, "policy", {"fill": fill}, loss=loss)


def group_advantages(library: str, rewards: torch.Tensor, size: int) -> torch.Tensor:
    """GRPO's advantages by each library's own lines, in the precision of `rewards`."""
    if library == "trl":
        from trl import GRPOTrainer
        from trl.trainer import utils

        settings = {"scale_rewards": "group", "multi_objective_aggregation": "sum_then_normalize"}
        held = SimpleNamespace(reward_weights=torch.ones(1, dtype=rewards.dtype), **settings)
        scope = {**vars(utils), "torch": torch, "device": rewards.device, "num_generations": size, "self": held}
        scope |= {"rewards_per_func": rewards[:, None], "unscorable_mask": torch.zeros(len(rewards), dtype=torch.bool)}
        lines = ("if self.multi_objective_aggregation", "advantages = torch.nan_to_num")
        exec(statements(GRPOTrainer._generate_and_score_completions, *lines), scope)
        return scope["advantages"]
    if library == "verl":
        index = [number // size for number in range(len(rewards))]
        mask = torch.ones(len(rewards), 1, dtype=rewards.dtype)
        return core().compute_grpo_outcome_advantage(rewards[:, None].clone(), mask, index)[0][:, 0]
    from openrlhf.trainer.ppo_utils.experience_maker import RemoteExperienceMaker

    advantage = SimpleNamespace(estimator="group_norm")
    args = SimpleNamespace(algo=SimpleNamespace(advantage=advantage))
    scope = {"torch": torch, "args": args, "rewards": rewards.view(-1, size)}
    lines = ('if args.algo.advantage.estimator == "rloo"',)
    exec(statements(RemoteExperienceMaker.compute_advantages_and_returns, *lines), scope)
    return scope["rewards"].flatten()


def group_cases() -> list[dict]:
    """The last bits of a float32 mean are a machine's own, so what they do is told in the fixtures' README alone."""
    equal, alone = torch.zeros(len(EQUAL["rewards"])), torch.tensor([1.5, -2.0], dtype=torch.float64)
    cases = [case("equal rewards", "exact", "equal", {"group": 7}, advantages=equal)]
    names = {"trl": "GRPOTrainer._generate_and_score_completions", "verl": "compute_grpo_outcome_advantage"}
    for library in ("trl", "verl", "openrlhf"):
        function = f"{library}: {names.get(library, 'RemoteExperienceMaker.compute_advantages_and_returns')}"
        found = group_advantages(library, alone, 1)
        cases.append(case(f"{library}, a group of one", function, "alone", {"group": 1}, advantages=found))
    return cases


def matters() -> list[Matter]:
    # Before the stand-ins for packages that TRL asks the version of.
    importlib.import_module("trl").GRPOTrainer
    core(), openrlhf()
    batches = {"near": SMALL, "margins": {"margins": MARGINS}, "policy": BATCH, "equal": EQUAL}
    batches["alone"] = {"rewards": [1.5, -2.0], "group": 1, "lengths": [1, 1]}
    padding = [padded_case(library, fill) for library in ("verl", "trl") for fill in (0.0, 1.0, float("nan"))]
    used = f"trl {version('trl')}, verl {version('verl')}, openrlhf {version('openrlhf')}"
    return [Matter("traps", used, batches, [small_kl(), log_sigmoid(), log_exp(), *padding, *group_cases()])]
