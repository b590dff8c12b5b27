"""Settings as a process reads them: those of production from its environment, those of one machine from its own folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TELL = (
    "import json; from portal.settings import production as p; print(json.dumps({name: getattr(p, name) for name in "
    "('ALLOWED_HOSTS', 'CSRF_TRUSTED_ORIGINS', 'PUBLIC_URL', 'SECRET_KEY_FALLBACKS')}))"
)


def settings_with(**environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if name not in ("PUBLIC_URL", "DATABASE_URL")}
    told = {"SECRET_KEY": "k3Y!" * 16, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}", **environment}
    return subprocess.run(
        [sys.executable, "-c", TELL], cwd=ROOT, env={**kept, **told}, capture_output=True, text=True
    )


def test_spaces_in_lists_do_not_count() -> None:
    done = settings_with(ALLOWED_HOSTS=" a.example.vn, b.example.vn,", SECRET_KEY_FALLBACKS="cu, cu hon")
    assert json.loads(done.stdout) == {
        "ALLOWED_HOSTS": ["a.example.vn", "b.example.vn"],
        "CSRF_TRUSTED_ORIGINS": ["https://a.example.vn", "https://b.example.vn"],
        "PUBLIC_URL": "https://a.example.vn",
        "SECRET_KEY_FALLBACKS": ["cu", "cu hon"],
    }


def test_a_domain_with_all_below_it_is_trusted_as_such() -> None:
    done = settings_with(ALLOWED_HOSTS=".example.vn")
    assert json.loads(done.stdout)["CSRF_TRUSTED_ORIGINS"] == ["https://*.example.vn"]
    assert json.loads(done.stdout)["PUBLIC_URL"] == "https://example.vn"


def test_hosts_that_name_nobody_are_refused() -> None:
    done = settings_with(ALLOWED_HOSTS=" , ")
    assert done.returncode != 0
    assert "ALLOWED_HOSTS names no host" in done.stderr


def test_the_folder_of_one_machine_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    environment = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
    environment |= {"PORTAL_VAR": str(folder), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}"}
    for _once_more in range(2):
        told = subprocess.run(
            [sys.executable, "-c", "from portal.settings import dev; print(dev.SECRET_KEY)"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == (folder / "secret_key").read_text()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
