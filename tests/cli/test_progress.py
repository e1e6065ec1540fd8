"""The bar: on a terminal only, only after a second, and nothing of it where programs read."""

from __future__ import annotations

import io

import pytest

from invoicectl.cli import progress as module
from invoicectl.cli.context import Run
from invoicectl.cli.progress import progress


class Screen(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown_by(run: Run, *, patience_s: float = 0.0, fail: bool = False, to: io.StringIO) -> str:
    """Do ten things with a bar that writes to `to`, and return what it wrote."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", to)
        patch.setenv("TERM", "xterm")
        patch.setattr(module, "PATIENCE_S", patience_s)
        with progress(run, "Issuing", 10) as tell:
            for done in range(1, 11):
                tell(done)
                if fail:
                    raise ZeroDivisionError
    return to.getvalue()


def test_work_of_under_a_second_shows_nothing() -> None:
    assert shown_by(Run(), patience_s=module.PATIENCE_S, to=Screen()) == ""


def test_longer_work_shows_how_far_it_is_and_cleans_up() -> None:
    shown = shown_by(Run(), to=Screen())
    assert "Issuing" in shown
    assert "10/10" in shown
    assert shown.endswith("\x1b[2K")  # the line is cleared at the end


@pytest.mark.parametrize("silent", ["quiet", "as_json", "as_csv"])
def test_nobody_who_asked_for_silence_sees_it(silent: str) -> None:
    run = Run()
    setattr(run, silent, True)
    assert shown_by(run, to=Screen()) == ""


def test_it_is_taken_away_when_the_work_fails() -> None:
    screen = Screen()
    with pytest.raises(ZeroDivisionError):
        shown_by(Run(), fail=True, to=screen)
    assert "\x1b[?25h" in screen.getvalue()  # the cursor is back


def test_a_log_file_gets_none_of_it() -> None:
    assert shown_by(Run(), to=io.StringIO()) == ""
