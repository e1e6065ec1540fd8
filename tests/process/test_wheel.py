"""The built wheel holds every file the program needs, and runs where nothing else is installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "invoicectl"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    run = subprocess.run([*build, str(ROOT)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    (built,) = folder.glob("*.whl")
    return built


def needed_distributions() -> list[metadata.Distribution]:
    """Return what the package says it needs, and what that needs, as installed here."""
    found: dict[str, metadata.Distribution] = {}
    waiting = metadata.requires("invoicectl") or []
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if name not in found and name != "pip":  # sqlite-utils wants pip only to install plug-ins
            found[name] = metadata.distribution(name)
            waiting.extend(found[name].requires or [])
    return list(found.values())


def link_distributions(into: Path) -> None:
    """Make the needed distributions, and no others, importable from `into`."""
    for distribution in needed_distributions():
        here = Path(str(distribution.locate_file("")))
        tops = {file.parts[0] for file in distribution.files or () if ".." not in file.parts}
        for top in tops - {"__pycache__"}:
            if not (into / top).exists():
                (into / top).symlink_to(here / top)


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `bin` of an environment that holds the wheel and its dependencies only."""
    place = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(place)}))
    link_distributions(packages)
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "-q"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", str(wheel)], check=True)
    return place / "bin"


def run_clean(clean: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the clean environment in `folder`, with next to no environment."""
    surroundings = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "80"}
    return subprocess.run(
        [str(clean / command[0]), *command[1:]],
        cwd=folder,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    wanted = {
        str(file.relative_to(ROOT))
        for file in PACKAGE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == wanted


def test_the_wheel_carries_the_licence_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (entry,) = [name for name in names if name.endswith("entry_points.txt")]
        assert "invoicectl = invoicectl.__main__:main" in archive.read(entry).decode()
    assert any(name.endswith("LICENSE") for name in names)


def test_the_wheel_is_what_runs(clean: Path, tmp_path: Path) -> None:
    run = run_clean(
        clean, tmp_path, "python", "-c", "import invoicectl; print(invoicectl.__file__)"
    )
    assert run.stdout.startswith(str(clean.parent))


def test_test_tools_are_out_of_reach(clean: Path, tmp_path: Path) -> None:
    run = run_clean(clean, tmp_path, "python", "-c", "import pytest")
    assert "No module named 'pytest'" in run.stderr


def test_the_demo_runs_from_the_wheel(clean: Path, tmp_path: Path) -> None:
    version = run_clean(clean, tmp_path, "invoicectl", "--version")
    assert (version.returncode, version.stderr) == (0, "")
    assert version.stdout.split()[-1] == metadata.version("invoicectl")
    demo = run_clean(clean, tmp_path, "invoicectl", "demo", "company")
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert list((tmp_path / "company").rglob("*.pdf")), "no invoice was written"
