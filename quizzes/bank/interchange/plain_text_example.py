"""A few questions in the usual Vietnamese form, shown beside the import and given as files to begin with. Pure."""

from quizzes.bank.interchange.base import Format
from quizzes.bank.interchange.plain_text import PlainText

# No line of it speaks of the law: it shows how to write, and is thrown away.
EXAMPLE = """\
Câu 1. Số điện thoại báo cháy là số nào?
A. 113
B. 114
C. 115
Đáp án: B
Giải thích: 113 là số của Công an, 115 là số cấp cứu.
Mức độ: Nhận biết

Câu 2. Những vật nào nên có sẵn trong nhà để chữa cháy?
A. Bình chữa cháy
B. Can xăng
C. Chăn thấm nước
Đáp án: A, C

Câu 3. Khi có cháy thì dùng thang máy để thoát ra cho nhanh.
Đáp án: Sai

Câu 4. Khi gọi điện báo cháy, bác nói những gì?
Dạng: Tự luận
Bài mẫu: Nói rõ địa chỉ, vật đang cháy, có người bị kẹt hay không.
"""


def sample_of(form: Format) -> bytes:
    """The example as a file of this format."""
    return form.write(PlainText().read(EXAMPLE.encode()).questions).data
