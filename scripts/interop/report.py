"""One line a check, and how many failed: what every script of this folder prints."""

import contextlib
import traceback

failures = 0


def check(what: str, holds: bool, detail: str = "") -> None:
    global failures
    failures += not holds
    print(f"{'ok  ' if holds else 'FAIL'} {what}{f' ({detail})' if detail else ''}", flush=True)


@contextlib.contextmanager
def stage(what: str):
    """A part of a script whose own failure is one failed check, and does not end the rest."""
    try:
        yield
    except BaseException as error:  # SystemExit too: argument parsers raise it
        if isinstance(error, KeyboardInterrupt):
            raise
        traceback.print_exc()
        check(what, False, f"{type(error).__name__}: {error}")


def finish(name: str) -> int:
    """Prints the last line of a script and gives its exit code."""
    print(f"{failures} failed in {name}", flush=True)
    return 1 if failures else 0
