"""The house keeps its shape: what import contracts cannot see."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
LINE = ["vietnamese", "jobs", "sheets", "people", "law", "quizzes", "courses", "portal"]


def test_site_is_a_folder_on_the_path_and_never_a_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()
    code = "import site, sys; sys.exit('portal' in (site.__file__ or ''))"
    assert subprocess.run([sys.executable, "-X", "frozen_modules=off", "-c", code], cwd=ROOT).returncode == 0


def test_no_key_points_up_the_line() -> None:
    upward = []
    for model in apps.get_models():
        app = model._meta.app_label
        if app not in LINE:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or not getattr(field, "concrete", False) or isinstance(target, str):
                continue
            label = target._meta.app_label
            # The one exception: keys to the person, allowed from every layer.
            if (
                label in LINE
                and LINE.index(label) > LINE.index(app)
                and target._meta.label != settings.AUTH_USER_MODEL
            ):
                upward.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert upward == []


def test_the_product_names_no_place_outside_itself() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split("\0")
    outside = "../" + "shared"
    guilty = [
        name
        for name in tracked
        if name.endswith((".py", ".html", ".md", ".toml", ".js", ".css"))
        and (ROOT / name).exists()
        and outside in (ROOT / name).read_text(encoding="utf-8")
    ]
    assert guilty == []
