"""Which file is taken, how it is read, and that a warm start gives the same as a cold one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from invoicectl.errors import InputError
from invoicectl.errors import SettingsError
from invoicectl.errors import SetupError
from invoicectl.settings import cache
from invoicectl.settings.load import find_config
from invoicectl.settings.load import load_settings
from invoicectl.settings.sections import SECTIONS

from .company import LEAST
from .company import SERVER
from .company import written

ROOT = Path(__file__).parents[2]


@pytest.fixture
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the cache, an own one for each test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "invoicectl"


def entry(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


class TestFind:
    def test_the_order_of_places(self, tmp_path: Path) -> None:
        here, home = tmp_path / "here", tmp_path / "home"
        for folder in (here, home / ".config" / "invoicectl"):
            folder.mkdir(parents=True)
        named = written(tmp_path, "")
        by_variable = tmp_path / "other.yaml"
        by_variable.touch()
        environ = {"HOME": str(home), "INVOICECTL_CONFIG": str(by_variable)}
        usual = written(home / ".config" / "invoicectl", "")
        local = written(here, "")

        assert find_config(named, environ=environ, cwd=here) == named
        assert find_config(None, environ=environ, cwd=here) == local
        local.unlink()
        assert find_config(None, environ=environ, cwd=here) == by_variable
        del environ["INVOICECTL_CONFIG"]
        assert find_config(None, environ=environ, cwd=here) == usual

    def test_the_users_config_folder_can_be_elsewhere(self, tmp_path: Path) -> None:
        (tmp_path / "invoicectl").mkdir()
        usual = written(tmp_path / "invoicectl", "")
        environ = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": "/nowhere"}
        assert find_config(None, environ=environ, cwd=tmp_path) == usual

    def test_a_relative_name_begins_in_the_current_folder(self, tmp_path: Path) -> None:
        written(tmp_path, "")
        assert find_config(Path("config.yaml"), environ={}, cwd=tmp_path).is_absolute()

    def test_nothing_found_says_where_and_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(SetupError) as caught:
            find_config(None, environ={"HOME": "/nowhere"}, cwd=tmp_path)
        assert str(tmp_path / "config.yaml") in str(caught.value)
        assert "/nowhere/.config/invoicectl/config.yaml" in str(caught.value)
        assert "invoicectl init" in caught.value.hint

    @pytest.mark.parametrize("environ", [{}, {"HOME": ""}], ids=["no home", "empty home"])
    def test_a_bare_environment_is_no_crash(self, environ: dict[str, str], tmp_path: Path) -> None:
        with pytest.raises(SetupError):
            find_config(None, environ=environ, cwd=tmp_path)

    def test_what_was_named_must_exist(self, tmp_path: Path) -> None:
        written(tmp_path, "")
        with pytest.raises(SetupError, match=r"There is no settings file .*, which --config names"):
            find_config(tmp_path / "missing.yaml", environ={}, cwd=tmp_path)
        (tmp_path / "config.yaml").unlink()
        environ = {"INVOICECTL_CONFIG": "missing.yaml"}
        with pytest.raises(SetupError, match=r"which \$INVOICECTL_CONFIG names"):
            find_config(None, environ=environ, cwd=tmp_path)

    def test_a_folder_is_no_settings_file(self, tmp_path: Path) -> None:
        with pytest.raises(SetupError, match="There is no settings file"):
            find_config(tmp_path, environ={}, cwd=tmp_path)

    def test_an_unknown_home_is_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="cannot be found"):
            find_config(Path("~nobody-of-that-name/x.yaml"), environ={}, cwd=tmp_path)

    @pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
    def test_a_closed_folder_is_as_good_as_none(self, tmp_path: Path) -> None:
        closed = tmp_path / ".config" / "invoicectl"
        closed.mkdir(parents=True)
        closed.chmod(0)
        with pytest.raises(SetupError):
            find_config(None, environ={"HOME": str(tmp_path)}, cwd=tmp_path)


class TestRead:
    def test_a_missing_file_is_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(SetupError, match="cannot be read: No such file"):
            load_settings(tmp_path / "config.yaml")

    def test_a_folder_is_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(SetupError, match="cannot be read: Is a directory"):
            load_settings(tmp_path)

    def test_a_pipe_does_not_hang(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "config.yaml")
        with pytest.raises(SettingsError, match="empty"):
            load_settings(tmp_path / "config.yaml", use_cache=False)

    def test_paths_begin_beside_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        text = (
            LEAST
            + "ledger:\n  path: ../books/ledger.db\nlog:\n  path: ~/log\nbackup:\n  folder: /b\n"
        )
        settings = load_settings(written(tmp_path, text), use_cache=False)
        assert settings.ledger.path == tmp_path / "../books/ledger.db"
        assert settings.log.path == Path(os.environ["HOME"], "log")
        assert settings.backup.folder == Path("/b")
        assert settings.folder.path == tmp_path / "outbox"
        assert settings.root == tmp_path


class TestCache:
    def test_a_warm_start_gives_the_same(self, entries: Path, tmp_path: Path) -> None:
        file = written(tmp_path, LEAST + SERVER + "  password_env: PW\ninvoice:\n  language: nn\n")
        cold = load_settings(file)
        assert entry(entries).stat().st_mode & 0o777 == 0o600
        assert entries.stat().st_mode & 0o777 == 0o700
        assert cache.kept(file, file.read_bytes()) is not None
        warm = load_settings(file)
        for name in SECTIONS:
            assert repr(warm.section(name)) == repr(cold.section(name))
        assert warm.line_of("invoice.language") == cold.line_of("invoice.language") == 15
        assert warm.invoice == cold.invoice

    def test_a_change_of_one_byte_is_seen(self, entries: Path, tmp_path: Path) -> None:
        file = written(tmp_path, LEAST)
        load_settings(file)
        about = file.stat()
        file.write_text(LEAST.replace("Oslo", "Moss"), "utf-8")
        os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
        assert load_settings(file).company.city == "Moss"
        assert entry(entries).is_file()
        assert load_settings(file).company.city == "Moss"

    def test_faulty_settings_are_never_kept(self, entries: Path, tmp_path: Path) -> None:
        file = written(tmp_path, LEAST.replace("name:", "nmae:"))
        for _ in range(2):
            with pytest.raises(SettingsError):
                load_settings(file)
        assert not entries.exists()

    @pytest.mark.parametrize("cut", [0, 1, 3, 4, 5, 50, -1])
    def test_a_damaged_entry_is_ignored(self, cut: int, entries: Path, tmp_path: Path) -> None:
        file = written(tmp_path, LEAST)
        load_settings(file)
        whole = entry(entries).read_bytes()
        entry(entries).write_bytes(whole[:cut])
        assert load_settings(file).company.city == "Oslo"
        assert entry(entries).read_bytes() == whole

    def test_a_flipped_bit_anywhere_is_seen(self, entries: Path, tmp_path: Path) -> None:
        file = written(tmp_path, LEAST)
        load_settings(file)
        whole = entry(entries).read_bytes()
        for at in range(0, len(whole), 7):
            broken = bytearray(whole)
            broken[at] ^= 1
            entry(entries).write_bytes(broken)
            assert cache.kept(file, file.read_bytes()) is None

    def test_an_entry_open_to_others_is_ignored(self, entries: Path, tmp_path: Path) -> None:
        file = written(tmp_path, LEAST)
        load_settings(file)
        entry(entries).chmod(0o644)
        assert cache.kept(file, file.read_bytes()) is None
        load_settings(file)
        assert cache.kept(file, file.read_bytes()) is not None

    def test_a_planted_link_is_not_followed(self, entries: Path, tmp_path: Path) -> None:
        file = written(tmp_path, LEAST)
        load_settings(file)
        place = entry(entries)
        other = place.rename(tmp_path / "planted")
        place.symlink_to(other)
        assert cache.kept(file, file.read_bytes()) is None
        load_settings(file)
        assert not place.is_symlink()

    def test_another_program_does_not_use_it(
        self, entries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = written(tmp_path, LEAST)
        load_settings(file)
        assert entry(entries).is_file()
        monkeypatch.setattr(cache, "_FORM", 0)
        assert cache.kept(file, file.read_bytes()) is None

    def test_a_cache_that_cannot_be_written_is_no_fault(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "cache").write_text("a file stands where the folder should be")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        assert load_settings(written(tmp_path, LEAST)).company.city == "Oslo"

    def test_old_entries_go(self, entries: Path, tmp_path: Path) -> None:
        for number in range(40):
            folder = tmp_path / str(number)
            folder.mkdir()
            load_settings(written(folder, LEAST))
        assert len(list(entries.iterdir())) <= 32
        latest = tmp_path / "39" / "config.yaml"
        assert cache.kept(latest, latest.read_bytes()) is not None

    def test_it_can_be_left_out(self, entries: Path, tmp_path: Path) -> None:
        load_settings(written(tmp_path, LEAST), use_cache=False)
        assert not entries.exists()


def modules_loaded(file: Path, environ: dict[str, str]) -> set[str]:
    code = (
        "import sys; from pathlib import Path\n"
        "from invoicectl.settings.load import load_settings\n"
        "load_settings(Path(sys.argv[1])).ledger.path\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_a_warm_start_for_the_ledger_loads_next_to_nothing(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    file = written(tmp_path, LEAST)
    assert "yaml" in modules_loaded(file, environ)
    warm = modules_loaded(file, environ)
    heavy = {"yaml", "json", "hashlib", "subprocess", "difflib", "textwrap", "datetime", "decimal"}
    assert not warm & heavy
    assert {name for name in warm if name.startswith("invoicectl.settings.")} == {
        f"invoicectl.settings.{name}"
        for name in ("books", "cache", "kinds", "load", "model", "schema", "secret", "sections")
    }
