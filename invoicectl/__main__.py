"""Start of the program; answers `--version` before anything heavy is loaded."""

from __future__ import annotations

import sys

from invoicectl import __version__


def main() -> None:
    """Run the command line of this process and end it with the command's exit status."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        sys.stdout.write(f"invoicectl {__version__}\n")
        return
    import gc

    gc.set_threshold(100_000, 20, 100)  # a start makes many objects and no garbage to speak of
    from invoicectl.cli.app import run

    sys.exit(run(arguments))


if __name__ == "__main__":
    main()
