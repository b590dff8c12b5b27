"""On SQLite, the whole way: back up, lose something, restore, and it is there again; a damaged file changes nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from own_server import ROOT, Server

pytestmark = [pytest.mark.slow, pytest.mark.migrations]
MAKE = "from people.models import User; User.objects.create_user('giu', None, full_name='Người Được Giữ')"
LOSE = "from people.models import User; User.objects.filter(username='giu').delete()"
TELL = "from people.models import User; print('so nguoi', User.objects.filter(username='giu').count())"


def test_what_a_backup_holds_comes_back_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.env["MEDIA_ROOT"] = str(tmp_path / "media")
    server.manage("migrate", "-v", "0")
    server.manage("shell", "-v", "0", "-c", MAKE)
    paper = tmp_path / "private" / "certificates" / "giay.pdf"
    paper.parent.mkdir(parents=True)
    paper.write_bytes(b"%PDF giay")
    backup = tmp_path / "backups" / "ban-luu.tar"
    server.manage("backup", str(backup))

    server.manage("shell", "-v", "0", "-c", LOSE)
    paper.unlink()
    damaged = tmp_path / "hong.tar"
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    command = [sys.executable, "manage.py", "restore", str(damaged)]
    refused = subprocess.run(command, cwd=ROOT, env=server.env, capture_output=True, text=True)
    assert refused.returncode != 0
    assert "Chưa thay đổi gì" in refused.stderr
    assert "so nguoi 0" in server.manage("shell", "-v", "0", "-c", TELL)

    server.manage("restore", str(backup))
    assert "so nguoi 1" in server.manage("shell", "-v", "0", "-c", TELL)
    assert paper.read_bytes() == b"%PDF giay"
