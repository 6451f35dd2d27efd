"""Kill tests in full: twenty random moments, a dying worker, a full disk.

    python benchmarks/kill.py [--moments 20] [--articles 400] [--seed 0]

Each run of the command line is killed (kill -9) at a random moment, up to three shards and two
seconds on, and run again until it has
been killed so often; the files it leaves in the end must be those of an undisturbed run, byte
for byte. Then once more with a worker killed every few seconds, and on a disk too small for it
(a tmpfs, where one can be mounted; else a limit on the size of files).
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.bulk.killing import files_of, shards_done, start, write_archive


def finish(process):
    _, err = process.communicate()
    return process.returncode, err


def killed_often(table, output, moments, draw):
    shards = []
    while len(shards) < moments:
        process = start(table, output, "--workers", "2")
        wanted = shards_done(output) + draw.randrange(4)
        while shards_done(output) < wanted and process.poll() is None:
            time.sleep(0.02)
        time.sleep(draw.uniform(0, 2))
        if process.poll() is not None:
            print(f"  it was done after {len(shards)} kills; beginning anew")
            for path in output.parent.iterdir():
                path.unlink()
            continue
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        shards.append(shards_done(output))
    print(f"  shards done at each kill: {shards}")
    code, err = finish(start(table, output, "--workers", "2"))
    assert code == 1, err


def workers_dying(table, output):
    process = start(table, output, "--workers", "2")
    dead = 0
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        time.sleep(6)
        try:
            pids = children.read_text(encoding="ascii").split()
        except OSError:
            break
        if len(pids) > 2 and dead < 4:
            os.kill(int(pids[-1]), signal.SIGKILL)
            dead += 1
    code, err = finish(process)
    assert code == 1, err
    print(f"  workers killed: {dead}")


def full_disk(table, output):
    size = "200k"
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(output.parent)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    limit = None if mounted else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))
    try:
        code, err = finish(start(table, output, "--workers", "2", preexec_fn=limit))
        print(f"  {'tmpfs of ' + size if mounted else 'limit on files'}: exit {code}")
        print("  " + err.strip().splitlines()[-1].replace(str(output.parent), "..."))
        assert code == 1
        assert "Traceback" not in err, err
        assert not output.exists()
        if mounted:
            grow = ["mount", "-o", "remount,size=50m", str(output.parent)]
            subprocess.run(grow, check=True)
        code, err = finish(start(table, output, "--workers", "2"))
        assert code == 1, err
        return files_of(output)
    finally:
        if mounted:
            subprocess.run(["umount", str(output.parent)], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    draw = random.Random(options.seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("undisturbed", "killed", "dying", "full"):
            (root / name).mkdir()
        table = write_archive(root / "news.jsonl", options.articles)
        output = root / "undisturbed/results.jsonl"
        code, err = finish(start(table, output, "--workers", "2"))
        assert code == 1, err
        expected = files_of(output)
        print(f"undisturbed: {err.strip().splitlines()[-1]}")

        print(f"killed {options.moments} times")
        killed_often(table, root / "killed/results.jsonl", options.moments, draw)
        report(files_of(root / "killed/results.jsonl") == expected)

        print("dying workers")
        workers_dying(table, root / "dying/results.jsonl")
        report(files_of(root / "dying/results.jsonl") == expected)

        print("full disk, then more room")
        report(full_disk(table, root / "full/results.jsonl") == expected)


def report(same):
    print(f"  files {'byte for byte the same' if same else 'DIFFERENT'}", flush=True)
    if not same:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
