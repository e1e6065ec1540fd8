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
    from invoicectl.cli.app import run

    sys.exit(run(arguments))


if __name__ == "__main__":
    main()
