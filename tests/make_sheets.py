"""A tiny import and export for tests: each line of a text file becomes an entry of the audit log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from jobs import api as jobs
from sheets import api as sheets


class Shelf(sheets.OptionsForm):
    shelf = forms.ChoiceField(label="Ngăn", choices=[("a", "Ngăn A"), ("b", "Ngăn B")])


class LinesImporter(sheets.Importer):
    """ "!" begins an error, "?" a doubt, "~" a line in an old font; "boom" is a fault of ours."""

    name = "dong"
    title = "Nhập dòng"
    permission = "quizzes.add_question"
    explanation = "Mỗi dòng là một mục."
    options_form = Shelf
    most_bytes = 10 * 1_000_000

    def formats(self) -> Sequence[sheets.FileFormat]:
        return [sheets.FileFormat("txt", "Văn bản", "txt"), sheets.FileFormat("lst", "Danh sách", "lst")]

    def read(self, data: bytes, file_format: str, options: Mapping[str, Any]) -> sheets.Preview:
        if data.startswith(b"PK"):
            raise sheets.Unreadable("Đây không phải là tệp văn bản.")
        lines = data.decode().splitlines()
        if "boom" in lines:
            raise ZeroDivisionError
        rows = [
            sheets.PreviewRow(
                number,
                (line, options["shelf"]),
                doubt="Cần xem." if line.startswith("?") else "",
                converted="TCVN3" if line.startswith("~") else "",
            )
            for number, line in enumerate(lines, start=1)
            if not line.startswith("!")
        ]
        remarks = [
            sheets.Remark(number, f"Dòng sai: {line}")
            for number, line in enumerate(lines, start=1)
            if line.startswith("!")
        ]
        return sheets.Preview(("Dòng", "Ngăn"), rows, remarks, [("Số dòng", len(rows))])

    def prepare(
        self, data: bytes, file_format: str, options: Mapping[str, Any], progress: jobs.Progress
    ) -> list[str]:
        lines = data.decode().splitlines()
        for done in range(len(lines)):
            progress.advance(done, len(lines))
        return lines

    def apply(
        self,
        prepared: list[str],
        options: Mapping[str, Any],
        *,
        by: Any,
        at: datetime,
        progress: jobs.Progress,
    ) -> sheets.Outcome:
        for line in prepared:
            jobs.record("line.test", by=by, at=at, details={"line": line, "shelf": options["shelf"]})
            if line == "kaboom":
                raise ZeroDivisionError
        return sheets.Outcome(
            f"Đã nhập {len(prepared)} dòng.", [("Số dòng", len(prepared))], details={"rows": len(prepared)}
        )

    def samples(self) -> Sequence[sheets.FileFormat]:
        return [sheets.FileFormat("txt", "Tệp mẫu", "txt")]

    def sample(self, file_format: str) -> jobs.ResultFile | None:
        return jobs.ResultFile("mẫu.txt", "text/plain", b"A\n") if file_format == "txt" else None


class LinesExporter(sheets.Exporter):
    name = "dong"
    title = "Xuất dòng"
    permission = "quizzes.add_question"
    options_form = Shelf
    most_at_once = 3

    def count(self, options: Mapping[str, Any], *, by: Any) -> int:
        return entries(options["shelf"]).count()

    def write(
        self, options: Mapping[str, Any], *, by: Any, progress: jobs.Progress | None
    ) -> sheets.Exported:
        lines = [entry.details["line"] for entry in entries(options["shelf"])]
        remarks = [sheets.Remark(1, "Mất dấu.", sheets.NOTE)] if "mất" in lines else []
        outcome = sheets.Outcome("Đã xuất.", [("Số dòng", len(lines))], remarks, details={"rows": len(lines)})
        return sheets.Exported(jobs.ResultFile("dòng.txt", "text/plain", "\n".join(lines).encode()), outcome)


def entries(shelf: str = "a") -> Any:
    return jobs.AuditEntry.objects.filter(action="line.test", details__shelf=shelf).order_by("pk")
