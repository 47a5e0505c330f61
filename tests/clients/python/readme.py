"""Pastes the README's session into terminals and checks that its people talk.

A fenced block is pasted when the line above it is `<!-- try: NAME -->`:

    shared    first, into every terminal
    alice     into hers
    bob       into his, at the same time
    stranger  into a third, which must be refused

A terminal is a shell in an empty directory in which the program already runs, on its
usual ports. The one thing changed is `cargo run -q --release --`: the program is built.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from stack import running

BLOCK = re.compile(r"^<!-- try: (\w+) -->\n```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAM = "cargo run -q --release --"
TERMINALS = ["alice", "bob", "stranger"]
PATIENCE = 120  # seconds; the blocks hold their streams open for people to read


def blocks(readme):
    """The text to paste, by name."""
    found = {}
    for name, text in BLOCK.findall(readme):
        found[name] = found.get(name, "") + text
    assert sorted(found) == sorted(["shared", *TERMINALS]), f"the blocks of the README: {sorted(found)}"
    assert PROGRAM in found["shared"], f"the README gets its tokens by `{PROGRAM} token`"
    return {name: text.replace(PROGRAM, os.environ["HIREHUB"]) for name, text in found.items()}


def said(text):
    """The messages that a block sends."""
    return re.findall(r'"text": ?"([^"]+)"', text)


def paste(directory, script):
    """What a terminal shows; `timeout` ends all that it started."""
    return subprocess.run(
        ["timeout", str(PATIENCE), "bash", "-c", script], cwd=directory, text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ).stdout


def shown(text):
    """What each terminal shows, by name; they run at once."""
    with tempfile.TemporaryDirectory() as directory, running(pathlib.Path(directory), []):
        with concurrent.futures.ThreadPoolExecutor(len(TERMINALS)) as pool:
            scripts = [text["shared"] + text[name] for name in TERMINALS]
            terminals = pool.map(lambda script: paste(directory, script), scripts)
            return dict(zip(TERMINALS, terminals, strict=True))


def missing(text, terminals):
    """What should have been seen and was not, a line each."""
    words = said(text["alice"]) + said(text["bob"])
    assert said(text["alice"]) and said(text["bob"]), "both say something"
    for name in ("alice", "bob"):
        yield from (f"{name} does not see {word!r}" for word in words if word not in terminals[name])
    if "PermissionDenied" not in terminals["stranger"]:
        yield "the stranger is not refused"
    yield from (f"the stranger sees {word!r}" for word in words if word in terminals["stranger"])


def main():
    text = blocks(pathlib.Path(sys.argv[1]).read_text())
    terminals = shown(text)
    for name, output in terminals.items():
        print(f"--- {name}\n{output}")
    complaints = list(missing(text, terminals))
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
