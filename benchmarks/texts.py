"""Contents of synthetic files: code and prose that reads like a large numerical library's."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random

_VERBS = tuple(
    "apply build cast check clip collect compute copy decode dispatch emit expand fetch fill "
    "flush fold gather infer init iterate join launch load lower map match merge normalize pack "
    "pad parse permute plan project prune push quantize reduce register reset resolve sample "
    "scale scatter select shard slice sort split stage store sum sync trace transpose unpack "
    "update validate view visit wrap".split())
_NOUNS = tuple(
    "adapter arena axis backend batch bias block bound bucket buffer cache channel chunk codec "
    "config context core cursor device dim dtype edge event factor filter frame gate gradient "
    "graph grid group guard handle hash head hook index input kernel key label layer layout "
    "leaf level limit list lock loss mask matrix mode module mutex name node norm offset op "
    "option order output page pair param path pattern plane point policy pool prefix profile "
    "queue range rank ratio record region registry result root rule sample scalar scope segment "
    "shape signal size slot stack stage state step storage stream stride symbol table tag "
    "target task tensor tile token trace tree tuple unit value vector version weight window "
    "worker".split())


def snake(rng: Random) -> str:
    """A function's name."""
    return f"{rng.choice(_VERBS)}_{rng.choice(_NOUNS)}_{rng.choice(_NOUNS)}"


def camel(rng: Random) -> str:
    """A class's name."""
    return "".join(rng.choice(_NOUNS).capitalize() for _ in range(3))


def stem(rng: Random) -> str:
    """A file's or folder's name."""
    word = rng.choice(_NOUNS)
    return f"{word}_{rng.choice(_NOUNS)}" if rng.random() < 0.6 else word


def sentence(rng: Random) -> str:
    """A line of prose that says what something does."""
    a, b, c = rng.choice(_NOUNS), rng.choice(_NOUNS), rng.choice(_NOUNS)
    return f"{rng.choice(_VERBS).capitalize()} the {a} of each {b} and keep its {c}."


def grow(rng: Random, size: int, head: str, part: Callable[[Random], str], tail: str = "") -> str:
    """``head``, then parts until about ``size`` characters are reached, then ``tail``."""
    pieces = [head]
    length = len(head) + len(tail)
    while length < size:
        piece = part(rng)
        pieces.append(piece)
        length += len(piece)
    pieces.append(tail)
    return "".join(pieces)


# --- Python --------------------------------------------------------------------------------------

#: A module of at least so many bytes defines :func:`lead_name`, so others can import it.
IMPORTABLE = 600


def lead_name(seed: str) -> str:
    """Name of the first function of the module that has this seed."""
    return snake(Random(f"lead {seed}"))


def python(rng: Random, size: int, seed: str, imports: Sequence[tuple[str, str]]) -> str:
    """A module; ``imports`` are (dotted module, name) of other modules of the tree."""
    head = f'"""{sentence(rng)}"""\n'
    if size < IMPORTABLE:
        return head if size else ""
    lines = [head, "\nfrom __future__ import annotations\n\nimport math\nimport os\n"]
    lines += [f"from {module} import {name}\n" for module, name in sorted(set(imports))]
    constant = f"DEFAULT_{rng.choice(_NOUNS).upper()} = {rng.randrange(512)}"
    lines.append(f"\n#: {sentence(rng)}\n{constant}\n")
    lines.append(_python_function(rng, lead_name(seed), ""))
    return grow(rng, size, "".join(lines), _python_part)


def _python_part(rng: Random) -> str:
    if rng.random() < 0.25:
        name = camel(rng)
        methods = "".join(_python_function(rng, snake(rng), "    ")
                          for _ in range(rng.randrange(1, 6)))
        head = f'\n\nclass {name}:\n    """{sentence(rng)}"""\n'
        return f"{head}\n    limit: int = {rng.randrange(99)}\n{methods}"
    return _python_function(rng, snake(rng), "")


def _python_function(rng: Random, name: str, indent: str) -> str:
    first = "self, " if indent else ""
    a, b = rng.sample(_NOUNS, 2)
    lines = [f"def {name}({first}{a}: int, {b}: float = {rng.randrange(9)}.5) -> float:"]
    if rng.random() < 0.7:
        lines += [f'    """{sentence(rng)}', "", f"    {sentence(rng)}", '    """']
    lines.append(f"    total = {b} * {a}")
    for _ in range(rng.randrange(2, 9)):
        word = rng.choice(_NOUNS)
        lines += [
            f"    if total > {rng.randrange(999)} and os.sep != {word!r}:",
            f"        # {sentence(rng)}",
            f"        total = math.fabs(total - {rng.randrange(99)})",
        ]
    lines.append("    return total")
    blank = "\n" if indent else "\n\n"
    return blank + "".join(f"{indent}{line}\n" if line else "\n" for line in lines)


# --- C, C++, CUDA --------------------------------------------------------------------------------


def header(rng: Random, size: int, includes: Sequence[str]) -> str:
    """A C++ header."""
    if size < 60:
        return "#pragma once\n"
    head = "#pragma once\n\n" + _includes(includes) + "namespace engine {\n"
    return grow(rng, size, head, _header_part, "\n} // namespace engine\n")


def _includes(includes: Sequence[str]) -> str:
    own = "".join(f"#include <{path}>\n" for path in sorted(set(includes)))
    return own + "\n#include <cstdint>\n#include <vector>\n\n"


def _header_part(rng: Random) -> str:
    if rng.random() < 0.5:
        arguments = f"int64_t {rng.choice(_NOUNS)}, double scale = 1.0"
        return f"\n/// {sentence(rng)}\nint64_t {snake(rng)}({arguments});\n"
    members = "".join(
        f"  // {sentence(rng)}\n"
        f"  void {snake(rng)}(const std::vector<double>& {rng.choice(_NOUNS)});\n"
        for _ in range(rng.randrange(1, 7)))
    last = f"  int64_t {rng.choice(_NOUNS)}_ = 0;\n"
    return f"\n/// {sentence(rng)}\nstruct {camel(rng)} {{\n{members}{last}}};\n"


def source(rng: Random, size: int, includes: Sequence[str]) -> str:
    """A C or C++ source."""
    head = f"// {sentence(rng)}\n" + _includes(includes)
    return grow(rng, size, head, _source_part)


def _source_part(rng: Random) -> str:
    a, b = rng.sample(_NOUNS, 2)
    body = "".join(
        f"  if ({a} > {rng.randrange(999)}) {{\n"
        f"    {b} += static_cast<double>({a}) * {rng.randrange(99)};\n  }}\n"
        for _ in range(rng.randrange(2, 12)))
    head = f"\n// {sentence(rng)}\ndouble {snake(rng)}(int64_t {a}, double {b}) {{\n"
    return f"{head}{body}  return {b};\n}}\n"


def cuda(rng: Random, size: int, includes: Sequence[str]) -> str:
    """A CUDA source."""
    return grow(rng, size, f"// {sentence(rng)}\n" + _includes(includes), _cuda_part)


def _cuda_part(rng: Random) -> str:
    name, value = snake(rng), rng.choice(_NOUNS)
    return (
        f"\n// {sentence(rng)}\ntemplate <typename scalar_t>\n__global__ void {name}_kernel(\n"
        f"    scalar_t* {value}, const int64_t count) {{\n"
        "  const int64_t i = blockIdx.x * blockDim.x + threadIdx.x;\n"
        f"  if (i < count) {{\n    {value}[i] *= {rng.randrange(99)};\n  }}\n}}\n")


# --- the rest ------------------------------------------------------------------------------------


def markdown(rng: Random, size: int) -> str:
    """A guide."""
    return grow(rng, size, f"# {camel(rng)}\n\n{sentence(rng)}\n", lambda r: (
        f"\n## {sentence(r)[:-1]}\n\n{sentence(r)} {sentence(r)}\n\n"
        f"- `{snake(r)}`: {sentence(r)}\n"))


def rst(rng: Random, size: int) -> str:
    """A reference page."""
    return grow(rng, size, "Reference\n=========\n", lambda r: (
        f"\n{(title := camel(r))}\n{'-' * len(title)}\n\n{sentence(r)} {sentence(r)}\n"))


def yaml(rng: Random, size: int) -> str:
    """A table of operators."""
    return grow(rng, size, f"# {sentence(rng)}\n", lambda r: (
        f"- func: {snake(r)}\n  variants: {r.choice(_NOUNS)}\n  dispatch:\n"
        f"    cpu: {snake(r)}\n    cuda: {snake(r)}\n"))


def toml(rng: Random, size: int) -> str:
    """Settings."""
    numbers = iter(range(1 << 30))
    return grow(rng, size, f"# {sentence(rng)}\n", lambda r: (
        f"\n[{r.choice(_NOUNS)}-{next(numbers)}]\n"
        f"name = \"{snake(r)}\"\nlimit = {r.randrange(99)}\n"))


def json_text(rng: Random, size: int) -> str:
    """A record of measurements."""
    count = max(1, size // 70)
    rows = [{"name": snake(rng), "value": rng.randrange(9999)} for _ in range(count)]
    return json.dumps({"rows": rows}, indent=1) + "\n"


def cmake(rng: Random, size: int) -> str:
    """A build description."""
    return grow(rng, size, f"# {sentence(rng)}\n", lambda r: (
        f"\n# {sentence(r)}\nset({snake(r).upper()} {r.randrange(99)})\n"
        f"function({snake(r)} target)\n  target_sources(${{target}} PRIVATE {stem(r)}.cpp)\n"
        "endfunction()\n"))


def shell(rng: Random, size: int) -> str:
    """A script."""
    return grow(rng, size, "#!/bin/bash\nset -e\n", lambda r: (
        f"\n# {sentence(r)}\n{snake(r)}() {{\n  echo \"{sentence(r)}\"\n}}\n"))


def plain(rng: Random, size: int) -> str:
    """Expected output of a test."""
    return grow(rng, size, "", lambda r: f"{sentence(r)} {r.random():.6f}\n")


#: Writers that need nothing but a size.
SIMPLE: dict[str, Callable[[Random, int], str]] = {
    "empty": lambda rng, size: "",
    "markdown": markdown, "rst": rst, "yaml": yaml, "toml": toml, "json": json_text,
    "cmake": cmake, "shell": shell, "plain": plain,
}
