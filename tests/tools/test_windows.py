"""The Windows tree is of signed parts, and what is compared under Wine is compared by its bytes."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tools.bundle import try_windows, windows
from tools.bundle.description import PACKAGING, ROOT, Trim, filled, read, trim


def test_what_runs_under_wine_and_what_does_not_is_named() -> None:
    assert all((ROOT / "tests" / name).is_dir() for name in (*try_windows.SUITE, *try_windows.SHORT))
    for name, why in try_windows.LEFT_OUT.items():
        file = ROOT / "tests" / name.partition("::")[0]
        assert file.exists() and len(why.split()) > 2, name
        test = name.partition("::")[2].partition("[")[0]
        assert not test or f"def {test}(" in file.read_text(encoding="utf-8"), name


def test_two_folders_are_the_same_by_their_bytes_and_names(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    for folder in (there, here):
        folder.mkdir()
        (folder / "a.mid").write_bytes(b"same")
    try_windows.same(there, here)
    (there / "a.mid").write_bytes(b"some")
    with pytest.raises(try_windows.Failed, match=r"a\.mid"):
        try_windows.same(there, here)
    (there / "b.mid").write_bytes(b"")
    with pytest.raises(try_windows.Failed, match=r"b\.mid"):
        try_windows.same(there, here)


@pytest.mark.parametrize(
    ("status", "said", "passes"),
    [
        (0, "Signer #0:\n\t\tSubject: /C=US/CN=Right\nSignature verification: ok\n", True),
        (1, "Signer #0:\n\t\tSubject: /C=US/CN=Right\nSignature verification: ok\n", False),
        (0, "Signer #0:\n\t\tSubject: /C=US/CN=Right\nSignature verification: failed\n", False),
        (
            0,
            "Signer #0:\n\t\tSubject: /C=US/CN=Wrong\nIssuer: /CN=Right\nSignature verification: ok\n",
            False,
        ),
        (0, "No signature found.\n", False),
    ],
)
def test_a_program_is_taken_only_as_its_maker_signed_it(
    monkeypatch: pytest.MonkeyPatch, status: int, said: str, passes: bool
) -> None:
    done = subprocess.CompletedProcess([], status, said, "")
    monkeypatch.setattr(windows.subprocess, "run", lambda *_, **__: done)
    if passes:
        windows.check_signature(Path("python.exe"), "Right")
    else:
        with pytest.raises(windows.Refused, match=r"python\.exe is not signed by Right"):
            windows.check_signature(Path("python.exe"), "Right")


def test_each_name_in_the_installers_script_is_filled_in() -> None:
    told = {name: "x" for name in ("tree", "out", "icon", "kilobytes")}
    text = filled(read(), (PACKAGING / "setup.nsi").read_text(encoding="utf-8"), **told)
    assert "@" not in text and 'OutFile "x"' in text and '"Software\\Classes\\.g2m"' in text


def test_all_that_the_installer_writes_is_taken_out_again() -> None:
    text = (PACKAGING / "setup.nsi").read_text(encoding="utf-8")
    install, _, uninstall = text.partition('Section "Uninstall"')
    keys = set(re.findall(r'WriteReg\w+ HKCU "([^"]+)"', install))
    gone = re.findall(r'DeleteRegKey HKCU "([^"]+)"', uninstall)
    assert keys and all(any(key.startswith(one) for one in gone) for key in keys)
    assert set(re.findall(r'RMDir /r "([^"]+)"', text)) == {"$INSTDIR\\program"}
    assert re.findall(r'CreateShortcut "([^"]+)"', install) == re.findall(r'Delete "(\$SM[^"]+)"', uninstall)


def test_what_one_system_alone_trims_is_left_elsewhere(tmp_path: Path) -> None:
    told = (Trim(("a",), "tried"), Trim(("b",), "tried", on=("windows",)))
    for name in "abc":
        (tmp_path / name).mkdir()
    trim(replace(read(), trim=told), tmp_path, "linux")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "c"]
    with pytest.raises(FileNotFoundError, match="trims a"):
        trim(replace(read(), trim=told), tmp_path, "linux")
