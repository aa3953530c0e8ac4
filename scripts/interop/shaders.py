"""Compiles what shaders.ts wrote with naga, Firefox's compiler of shaders, in wgpu.

Usage: python shaders.py FOLDER. Prints one line a check and exits with 1 when any fails.
Needs a Vulkan driver (VK_ICD_FILENAMES); knows no kernel.
"""

import collections
import json
import sys
from pathlib import Path

import wgpu

from report import check, finish

# Firefox does not list subgroups, so that what asks for them is not for it; naga has them without being asked.
ENABLE = "enable subgroups;"
LIMITS = [
    "max-storage-buffer-binding-size",
    "max-buffer-size",
    "max-storage-buffers-per-shader-stage",
    "max-compute-workgroup-storage-size",
    "max-compute-invocations-per-workgroup",
    "max-compute-workgroup-size-x",
]


def open_device():
    adapters = [each for each in wgpu.gpu.enumerate_adapters_sync() if each.info["backend_type"] == "Vulkan"]
    if not adapters:
        raise SystemExit("No Vulkan adapter opens in wgpu.")
    adapter = adapters[0]
    features = [each for each in ("subgroup", "shader-f16") if each in adapter.features]
    print(f"naga in wgpu {wgpu.__version__} on {adapter.info['device']}, {', '.join(features)}", flush=True)
    limits = {name: adapter.limits[name] for name in LIMITS}
    return adapter.request_device_sync(required_features=features, required_limits=limits), features


def create_pipeline(device, pipeline: dict, module) -> None:
    entries = [
        {"binding": index, "visibility": wgpu.ShaderStage.COMPUTE, "buffer": {"type": kind}}
        for index, kind in enumerate(pipeline["bindings"])
    ]
    group = device.create_bind_group_layout(entries=entries)
    layout = device.create_pipeline_layout(bind_group_layouts=[group])
    stage = {"module": module, "entry_point": pipeline["entryPoint"], "constants": pipeline["constants"]}
    device.create_compute_pipeline(label=pipeline["label"], layout=layout, compute=stage)


def first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " | ".join(lines[:4])[:400]


def main(folder: Path) -> int:
    found = json.loads((folder / "shaders.json").read_text())
    device, features = open_device()
    failures: dict[str, list[str]] = collections.defaultdict(list)
    modules = {}
    for index, module in enumerate(found["modules"]):
        if ENABLE in module["code"] and "subgroup" not in features:
            continue
        try:
            code = module["code"].replace(ENABLE, "")
            modules[index] = device.create_shader_module(label=module["label"], code=code)
        except Exception as error:  # of several kinds, all with the compiler's words
            failures[f"{module['label']}: {first_line(error)}"].append("module")
    compiled = collections.Counter()
    for pipeline in found["pipelines"]:
        index = pipeline["module"]
        if index not in modules:
            continue
        try:
            create_pipeline(device, pipeline, modules[index])
            compiled[ENABLE in found["modules"][index]["code"]] += 1
        except Exception as error:
            failures[f"{pipeline['label']}: {first_line(error)}"].append(json.dumps(pipeline["constants"]))
    for words, where in failures.items():
        print(f"{words} ({len(where)} times, first with {where[0]})", flush=True)
    plain = sum(ENABLE not in module["code"] for module in found["modules"])
    check("every module and pipeline that runs without subgroups compiles", not failures, f"{compiled[False]} pipelines of {plain} modules")
    if "subgroup" in features:
        others = len(found["modules"]) - plain
        check("so do those with subgroups, once they are not asked for by name", compiled[True] > 0, f"{compiled[True]} pipelines of {others} modules")
    return finish("shaders.py")


sys.exit(main(Path(sys.argv[1])))
