"""Fuzzer of the window: sessions of a random user, each in a process of its own.

``python -m tests.fuzz_window --sessions 30 --acts 1000 --seed 1``

Every session ends with its seed, how many acts were done and what went wrong: exceptions, warnings of Qt or
Python, crashes (with the stacks of faulthandler), frames that are not those of a fresh run, files that are
other than what was saved. ``--only SEED`` runs one session alone, as when a failure is looked into.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PER_ACT = 1.5
"""Seconds an act may take on the average before a session counts as hanging."""


def session(seed, acts, python=sys.executable):
    """Run one session in a process of its own; return its exit code and what it says."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(ROOT),
            "HOME": home,
            "XDG_DATA_HOME": f"{home}/data",
            "XDG_CONFIG_HOME": f"{home}/config",
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        }
        module = "tests.fuzzing.one_session"
        command = [python, "-X", "faulthandler", "-m", module, str(seed), str(acts), home]
        try:
            done = subprocess.run(
                command, cwd=home, env=environment, capture_output=True, text=True, errors="replace",
                check=False, timeout=60 + PER_ACT * acts,
            )  # fmt: skip
            code, said = done.returncode, done.stdout + done.stderr
        except subprocess.TimeoutExpired as error:
            code, said = 124, f"hangs after {error.timeout:.0f} s\n"
        trace = Path(home) / "acts"
        last = trace.read_text(encoding="utf-8").splitlines()[-25:] if trace.exists() and code else []
    return code, said + "".join(f"\n    {line}" for line in last)


def main():
    """Run sessions and say how they ended; return how many failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=30, help="how many, with seeds one after another")
    parser.add_argument("--acts", type=int, default=1000, help="acts of each")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first")
    parser.add_argument("--only", type=int, help="run the session of this seed alone")
    parser.add_argument("--python", default=sys.executable, help="the Python to run them with")
    parser.add_argument("--jobs", type=int, default=1, help="sessions at the same time")
    options = parser.parse_args()
    first, count = (options.seed, options.sessions) if options.only is None else (options.only, 1)
    began, failed = time.perf_counter(), []
    with ThreadPoolExecutor(options.jobs) as pool:
        seeds = range(first, first + count)
        results = pool.map(lambda seed: session(seed, options.acts, options.python), seeds)
        for seed, (code, said) in zip(seeds, results, strict=True):
            print(f"seed {seed}: {'good' if not code else f'FAILED ({code})'} {said.strip()}", flush=True)
            if code:
                failed.append(seed)
    print(
        f"{count} sessions of {options.acts} acts in {time.perf_counter() - began:.0f} s: "
        f"{len(failed)} failed {failed or ''}"
    )
    return min(len(failed), 100)


if __name__ == "__main__":
    sys.exit(main())
