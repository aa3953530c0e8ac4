"""DAPO's penalty for overlong answers: TRL's reward function, and the lines of verl's reward manager."""

from types import SimpleNamespace

from common import Matter, case, stand_in, statements, version

LENGTHS = [1, 39, 40, 41, 44, 47, 49, 50, 60]
MOST = 50
BATCHES = {"lengths": {"lengths": LENGTHS, "most": MOST}}


def trl_case(cache: int) -> dict:
    from trl.rewards import get_soft_overlong_punishment

    found = get_soft_overlong_punishment(MOST, cache)([[1] * length for length in LENGTHS])
    return case(f"a buffer of {cache}", "trl.rewards.get_soft_overlong_punishment", "lengths", {"cache": cache}, rewards=found)


def verl_case(cache: int, factor: float) -> dict:
    stand_in("ray", "tensordict", "deepspeed", "flash_attn", "vllm", "pylatexenc", "codetiming", "orjson")
    from verl.workers.reward_manager.dapo import DAPORewardManager

    lines = statements(
        DAPORewardManager.__call__,
        "overlong_buffer_len = self.overlong_buffer_cfg.len",
        "expected_len = ",
        "exceed_len = ",
        "overlong_penalty_factor = ",
        "overlong_reward = ",
    )
    buffer = SimpleNamespace(len=cache, penalty_factor=factor)
    found = []
    for length in LENGTHS:
        names = {
            "self": SimpleNamespace(overlong_buffer_cfg=buffer, max_resp_len=MOST),
            "valid_response_length": length,
        }
        exec(lines, names)  # noqa: S102
        found.append(float(names["overlong_reward"]))
    settings = {"cache": cache, "penalty_factor": factor}
    name = f"a buffer of {cache}, factor {factor}"
    return case(name, "verl.workers.reward_manager.dapo.DAPORewardManager.__call__", "lengths", settings, rewards=found)


def matters() -> list[Matter]:
    return [
        Matter("overlong-trl", f"trl {version('trl')}", BATCHES, [trl_case(10), trl_case(25)]),
        Matter("overlong-verl", f"verl {version('verl')}", BATCHES, [verl_case(10, 1.0), verl_case(20, 2.5)]),
    ]
