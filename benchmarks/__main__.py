"""Lists the benchmarks, or runs one: `python -m benchmarks NAME [OPTIONS]`."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def summary(path: Path) -> str:
    """Returns the first line of a module's docstring, without loading the module."""
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return told.partition("\n")[0]


def found() -> dict[str, Path]:
    """Returns the files of the benchmarks by name, in the order of their folders."""
    files = sorted(HERE.glob("*/*.py"))
    return {path.stem: path for path in files if '"__main__"' in path.read_text(encoding="utf-8")}


def listed(benchmarks: dict[str, Path]) -> str:
    """Returns a line for each folder and, below it, one for each benchmark."""
    width = max(map(len, benchmarks))
    lines = ["python -m benchmarks NAME [OPTIONS]; --help after a name lists its options."]
    for folder in sorted({path.parent for path in benchmarks.values()}):
        lines += ["", f"{folder.name}: {summary(folder / '__init__.py')}"]
        lines += [f"  {name:{width}}  {summary(p)}" for name, p in benchmarks.items() if p.parent == folder]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Runs the benchmark that the first argument names, with the others; returns the exit status."""
    benchmarks = found()
    if not arguments or arguments[0] in ("-h", "--help"):
        print(listed(benchmarks))
        return 0
    name, *options = arguments
    if name not in benchmarks:
        print(f"There is no benchmark {name!r}. `python -m benchmarks` lists them.", file=sys.stderr)
        return 2
    sys.argv = [f"python -m benchmarks {name}", *options]
    runpy.run_module(f"benchmarks.{benchmarks[name].parent.name}.{name}", run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
