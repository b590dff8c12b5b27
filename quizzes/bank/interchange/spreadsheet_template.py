"""The workbook that trainers fill in: headings with lists to choose from, examples of every kind, a guide. Pure.

Its words are Vietnamese, as all words of question files are.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from quizzes.bank.interchange.spreadsheet_columns import Column
from quizzes.bank.interchange.spreadsheet_opening import MOST_ROWS, SHEET
from sheets import api as sheets

EXAMPLE_SHEET, GUIDE_SHEET, LIST_SHEET = "Ví dụ", "Hướng dẫn", "Danh mục"
_HEADING = Font(bold=True, size=12)
_FILL = PatternFill("solid", fgColor="FFF2CC")
_WRAP = Alignment(wrap_text=True, vertical="top")
# Limit of a cell of Excel.
MOST_IN_CELL = 32_767

EXAMPLES: Sequence[dict[str, str]] = (
    {
        "topic": "Thôn, tổ dân phố > Trưởng thôn",
        "kind": "Chọn một phương án",
        "level": "Nhận biết",
        "points": "1",
        "stem": "Ai bầu ra trưởng thôn?",
        "A": "Chủ tịch xã",
        "B": "Nhân dân trong thôn",
        "C": "Trưởng Công an xã",
        "D": "Tất cả đều sai",
        "answer": "B",
        "explanation": "Trưởng thôn do nhân dân trong thôn trực tiếp bầu.",
        "tags": "trưởng thôn; bầu cử",
    },
    {
        "kind": "Chọn nhiều phương án",
        "level": "Thông hiểu",
        "stem": "Khi hàng xóm cãi nhau to, việc nào nên làm? (Chọn tất cả phương án đúng.)",
        "A": "Giữ bình tĩnh, can ngăn",
        "B": "Đứng xem",
        "C": "Báo tổ hòa giải",
        "answer": "A, C",
    },
    {
        "kind": "Đúng hay sai",
        "level": "Nhận biết",
        "stem": "Tổ hòa giải được phạt tiền người vi phạm.",
        "answer": "Sai",
    },
    {
        "kind": "Ghép cặp",
        "level": "Thông hiểu",
        "stem": "Ghép mỗi số điện thoại với nơi nhận cuộc gọi.",
        "A": "113 → Công an",
        "B": "114 → Cứu hỏa",
        "C": "115 → Cấp cứu",
        "D": "(không có) → Tổng đài điện lực",
    },
    {
        "kind": "Sắp xếp thứ tự",
        "level": "Vận dụng",
        "stem": "Sắp xếp các việc cần làm khi thấy đám cháy nhỏ trong nhà.",
        "A": "Gọi 114",
        "B": "Báo mọi người ra ngoài",
        "C": "Ngắt điện",
        "answer": "B-C-A",
    },
    {
        "kind": "Trả lời ngắn",
        "level": "Nhận biết",
        "stem": "Gọi số nào để báo cháy? (Chỉ ghi số.)",
        "answer": "114; số 114",
    },
    {
        "kind": "Điền số",
        "level": "Vận dụng",
        "stem": "Thôn có 120 hộ, 90 hộ tham gia tổ tự quản. Tỷ lệ là bao nhiêu phần trăm?",
        "answer": "75 ± 0,5",
    },
    {
        "kind": "Tự luận",
        "level": "Vận dụng",
        "points": "5",
        "stem": "Viết hai việc anh (chị) sẽ làm để giữ bình yên ở thôn mình.",
        "A": "Nêu hai việc cụ thể (3 điểm)",
        "B": "Viết rõ ràng, không nêu tên người thật (2 điểm)",
        "answer": "Lắp đèn ở ngõ tối. Nhắc các nhà khóa cửa trước khi đi ngủ.",
    },
)

GUIDE = (
    "Cách điền bảng câu hỏi",
    "1. Điền vào trang “Câu hỏi”, mỗi dòng một câu. Trang “Ví dụ” cho thấy mỗi dạng câu hỏi được điền thế nào.",
    "2. Chỉ cột “Câu hỏi” là bắt buộc. Các cột có thể đổi chỗ hoặc bỏ bớt, nhưng giữ nguyên chữ ở hàng đầu.",
    "3. Cột “Dạng” và “Mức độ”: bấm vào ô, chọn trong danh sách.",
    "4. Chọn một hoặc nhiều phương án: ghi các phương án vào cột A, B, C…, ghi chữ cái đúng vào “Đáp án đúng” (B, hoặc A, C).",
    "5. Đúng hay sai: để trống A, B, C…; ghi Đúng hoặc Sai vào “Đáp án đúng”.",
    "6. Ghép cặp: mỗi cột một cặp, viết “trái → phải” (dấu => cũng được). Vế phải thừa viết “(không có) → vế phải”.",
    "7. Sắp xếp thứ tự: ghi các việc vào A, B, C…; ghi thứ tự đúng vào “Đáp án đúng”, ví dụ B-C-A.",
    "8. Trả lời ngắn: ghi các câu trả lời được chấp nhận, cách nhau bằng dấu ;",
    "9. Điền số: ghi số, sai số cho phép viết sau dấu ±, ví dụ 12,5 ± 0,5.",
    "10. Tự luận: ghi bài mẫu vào “Đáp án đúng”; mỗi tiêu chí chấm ở một cột A, B, C…, số điểm trong ngoặc.",
    "11. Điền vào chỗ trống và Tình huống: soạn trên trang soạn câu hỏi; bảng này chỉ giữ lại khi xuất ra (cột “Phần thêm”).",
    "12. Không dùng công thức trong ô. Hình ảnh không đưa được vào bảng: thêm hình trên trang soạn câu hỏi.",
    "13. Lưu tệp dạng .xlsx rồi đưa lên. Máy cho xem trước từng câu; câu nào chưa rõ sẽ được báo kèm số dòng.",
)


def workbook(every: Sequence[Column], rows: Iterable[Mapping[str, str]]) -> bytes:
    """The workbook with these rows on its first sheet; without rows it is the empty template."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    _lay_out(sheet, every)
    _add_lists(sheet, every)
    for row in rows:
        sheet.append([_cell(sheet, row.get(column.name, "")) for column in every])
    examples = book.create_sheet(EXAMPLE_SHEET)
    _lay_out(examples, every)
    for row in EXAMPLES:
        examples.append([_cell(examples, row.get(column.name, "")) for column in every])
    _add_guide(book, every)
    _add_choices(book, every)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lay_out(sheet: Any, every: Sequence[Column]) -> None:
    sheet.freeze_panes = "A2"
    for at, column in enumerate(every, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    heads = []
    for column in every:
        cell = _cell(sheet, column.heading)
        cell.font, cell.fill = _HEADING, _FILL
        heads.append(cell)
    sheet.append(heads)


def _add_lists(sheet: Any, every: Sequence[Column]) -> None:
    """Drop-down lists; other words are warned of, not refused, for the file is judged when it is read."""
    with_choices = [column for column in every if column.choices]
    for place, column in enumerate(with_choices, start=1):
        at = get_column_letter([each.name for each in every].index(column.name) + 1)
        of_list = get_column_letter(place)
        rule = DataValidation(
            type="list",
            formula1=f"'{LIST_SHEET}'!${of_list}$1:${of_list}${len(column.choices)}",
            allow_blank=True,
            errorStyle="warning",
            showErrorMessage=True,
            errorTitle=column.heading,
            error="Nên chọn trong danh sách.",
        )
        rule.add(f"{at}2:{at}{MOST_ROWS}")
        sheet.data_validations.append(rule)


def _add_guide(book: Any, every: Sequence[Column]) -> None:
    sheet = book.create_sheet(GUIDE_SHEET)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    for number, text in enumerate(GUIDE):
        cell = _cell(sheet, text)
        cell.alignment = Alignment(vertical="top")
        if number == 0:
            cell.font = Font(bold=True, size=14)
        sheet.append([cell])
    sheet.append([])
    for column in every:
        if not (len(column.name) == 1 and column.name > "A"):
            heading = _cell(sheet, "A, B, C, …" if column.name == "A" else column.heading)
            heading.font = _HEADING
            sheet.append([heading, _cell(sheet, column.help)])


def _add_choices(book: Any, every: Sequence[Column]) -> None:
    sheet = book.create_sheet(LIST_SHEET)
    sheet.sheet_state = "hidden"
    lists = [column.choices for column in every if column.choices]
    for at in range(max(map(len, lists))):
        sheet.append([choices[at] if at < len(choices) else None for choices in lists])


def _cell(sheet: Any, text: str) -> Any:
    """A cell that is text for ever, whatever it begins with."""
    cell = WriteOnlyCell(sheet, str(sheets.plain(text))[:MOST_IN_CELL] or None)
    if text:
        cell.data_type = "s"
        cell.alignment = _WRAP
    if sheets.is_dangerous(text):
        cell.quotePrefix = True
    return cell
