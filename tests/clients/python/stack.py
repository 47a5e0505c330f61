"""A running `hirehub`, stopped by its own process id."""

import contextlib
import os
import subprocess
import sys

FREE_PORTS = [f"--{name}-addr=127.0.0.1:0" for name in ("gateway", "session", "chat", "chat-internal")]
PATIENCE = 30  # seconds that anything which must happen may take
LOG_TAIL = 5000  # characters of the program's log, for whoever reads why a run failed


@contextlib.contextmanager
def running(directory, arguments):
    """Runs the program named by HIREHUB in `directory`; yields where each service listens."""
    log = directory / "stderr.log"
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [os.environ["HIREHUB"], *arguments],
            cwd=directory, env={}, stdout=subprocess.PIPE, stderr=stderr, text=True,
        )
    try:
        yield addresses(process)
    finally:
        stop(process)
        print(log.read_text()[-LOG_TAIL:], file=sys.stderr)


def addresses(process):
    """From its line `ready NAME=HOST:PORT ...`."""
    for line in process.stdout:
        if line.startswith("ready "):
            return dict(field.split("=") for field in line.split()[1:])
    raise RuntimeError(f"hirehub ended with {process.wait(PATIENCE)} before it was ready")


def stop(process):
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
