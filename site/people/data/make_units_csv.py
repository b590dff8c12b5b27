"""Makes hung-yen-units.csv once, from the raw list of today's communes with the former units each came from.

    python site/people/data/make_units_csv.py RAW.csv > site/people/data/hung-yen-units.csv

The raw list has the columns `code,name_vi,type,name_en,spelling_variant,former_count,former_units`; the last one reads
"Xã Ngọc Thanh (Huyện Kim Động, Tỉnh Hưng Yên; mã 12322; một phần); …". It is not needed at run time. Anything that
does not read like this stops the work: nothing is guessed.
"""

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "site"))

from vietnamese.text import clean_line, slug  # noqa: E402 (the path comes first)

COLUMNS = [
    "uid", "code", "type", "name", "name_variant", "parent_uid", "valid_from", "valid_to", "basis", "successors",
]  # fmt: skip
RESOLUTION = "1666/NQ-UBTVQH15"
PROVINCE_RESOLUTION = "202/2025/QH15"
FIRST_DAY = "2025-07-01"
TYPES = {"xã": "commune", "phường": "ward"}
FORMER_TYPES = {"Xã": "commune", "Phường": "ward", "Thị": "town"}
SHARES = {"toàn bộ": "whole", "một phần": "part"}
FORMER = re.compile(
    r"(?<![^; ])(?P<name>[^();\s][^();]*) \((?P<above>[^();]+); mã (?P<code>\d{5}); (?P<share>toàn bộ|một phần)\)"
)


def units(raw: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The province, its communes and wards of today, and the former units with what became of them."""
    yield {
        "uid": "hy", "code": "33", "type": "province", "name": "Tỉnh Hưng Yên",
        "valid_from": FIRST_DAY, "basis": PROVINCE_RESOLUTION,
    }  # fmt: skip
    former: dict[str, dict[str, str]] = {}
    uids: set[str] = set()
    for row in raw:
        name = clean_line(row["name_vi"])
        uid = f"hy-{slug(name)}"
        if uid in uids:
            raise SystemExit(f"{uid} stands for two units")
        uids.add(uid)
        yield {
            "uid": uid, "code": row["code"], "type": TYPES[row["type"]], "name": name,
            "name_variant": clean_line(row["spelling_variant"]), "parent_uid": "hy",
            "valid_from": FIRST_DAY, "basis": RESOLUTION,
        }  # fmt: skip
        _add_former(former, row, uid)
    yield from (former[code] for code in sorted(former))


def _add_former(former: dict[str, dict[str, str]], row: dict[str, str], successor: str) -> None:
    found = list(FORMER.finditer(row["former_units"]))
    if "; ".join(match.group() for match in found) != row["former_units"] or len(found) != int(
        row["former_count"]
    ):
        raise SystemExit(f"the former units of {row['name_vi']} cannot be read")
    for match in found:
        name, above = clean_line(match["name"]), clean_line(match["above"])
        unit = former.setdefault(
            match["code"],
            {
                "uid": f"hy-cu-{match['code']}", "code": match["code"], "type": FORMER_TYPES[name.split()[0]],
                "name": name, "parent_uid": "hy", "valid_to": FIRST_DAY,
                "basis": f"{RESOLUTION} (trước ngày 01/7/2025 thuộc {above})",
            },
        )  # fmt: skip
        step = f"{successor}:{SHARES[match['share']]}"
        unit["successors"] = f"{unit['successors']};{step}" if "successors" in unit else step


def main(path: str) -> None:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        raw = list(csv.DictReader(file))
    writer = csv.DictWriter(sys.stdout, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(units(raw))


if __name__ == "__main__":
    main(sys.argv[1])
