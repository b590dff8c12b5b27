"""The finished document: one page, its own fonts, exactly these words, nothing read or fetched from outside."""

import http.server
import io
import logging
import random
import tempfile
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
import segno
from pypdf import PageObject, PdfReader
from xhtml2pdf import pisa
from xhtml2pdf.config.resources import PERMISSIVE_POLICY

from courses.certificates.drawing import TEMPLATES, CertificatePaper, RenderFailed, document_hash, render
from courses.certificates.drawing.render import qr_code

# The module, not the function of the same name that the door shows.
rendering = import_module("courses.certificates.drawing.render")

LONGEST = {
    "issuer_parent": "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Hưng Yên",
    "issuer_name": "Ban Chỉ đạo Phong trào Toàn dân bảo vệ an ninh Tổ quốc và xây dựng xã hội học tập tỉnh Hưng Yên",
    "full_name": "Công Tằng Tôn Nữ Thị Phương Thùy Ngọc Ẩn Quỳnh Hoàng Ngữ Ỗ Ậ",
    "course_title": (
        "Bồi dưỡng kiến thức, kỹ năng cho lực lượng nòng cốt tham gia bảo vệ an ninh, trật tự ở cơ sở theo "
        "Kế hoạch số 157-KH/TU ngày 04 tháng 4 năm 2019 của Ban Thường vụ Tỉnh ủy Hưng Yên và các văn bản "
        "hướng dẫn thi hành"
    ),
    "minutes": 1490,
    "result_words": "Đạt 118,75/120 điểm (98 %)",
    "number_words": "123456/2026/GCN-MTTQ-BTT",
    "signer_title": "Trưởng Ban Chỉ đạo Phong trào Toàn dân bảo vệ an ninh Tổ quốc",
    "signer_name": "Nguyễn Hoàng Phương Thảo Nguyên",
    "legal_basis": (
        "Kế hoạch số 157-KH/TU ngày 04/4/2019 của Ban Thường vụ Tỉnh ủy Hưng Yên thực hiện Kết luận số "
        "44-KL/TW ngày 22/01/2019 của Ban Bí thư"
    ),
}
FAMILY_NAMES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Quách",
]
MIDDLE_NAMES = [
    "Thị",
    "Văn",
    "Hữu",
    "Đức",
    "Ngọc",
    "Quỳnh",
    "Thùy",
    "Như",
    "Xuân",
    "Mỹ",
    "Kiều",
    "Bảo",
    "Gia",
    "Tôn Nữ",
]
GIVEN_NAMES = [
    "Ẩn",
    "Ổn",
    "Ữu",
    "Hậu",
    "Ngữ",
    "Huệ",
    "Thủy",
    "Đạt",
    "Ánh",
    "Ưng",
    "Thưởng",
    "Yến",
    "Ý",
    "Ước",
    "Hoàn",
]
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


def pages(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


def words(pdf: bytes) -> str:
    return " ".join(pages(pdf)[0].extract_text().split())


def pictures(pdf: bytes) -> int:
    return len(pages(pdf)[0].images)


@pytest.mark.parametrize("template", TEMPLATES)
def test_everything_on_the_paper_can_be_read_back(paper, template):
    text = words(render(replace(paper, template=template)))
    assert "GIẤY CHỨNG NHẬN Hoàn thành khóa học" in text
    assert f"Chứng nhận {paper.full_name} đã hoàn thành khóa học {paper.course_title}" in text
    assert "Thời lượng: 1 giờ 50 phút · Kết quả: Đạt 18/20 điểm (90 %)" in text
    assert "Hưng Yên, ngày 04 tháng 4 năm 2026" in text
    assert "TỈNH ỦY HƯNG YÊN BAN TUYÊN GIÁO VÀ DÂN VẬN" in text
    assert "12/2026/GCN-BTGDV" in text
    assert f"https://hoc.hungyen.example/xac-minh/ và nhập mã {paper.code}" in text
    assert "TM. BAN THƯỜNG VỤ PHÓ BÍ THƯ" in text
    assert "Trần Văn Hộ" in text
    assert "văn bằng" not in text.lower()
    assert "chứng chỉ" not in text.lower()


def test_a_decomposed_name_is_drawn_composed(paper):
    name = "Nguyễn Thị Ỗ Ữ Ậ"
    text = words(render(replace(paper, full_name=unicodedata.normalize("NFD", name))))
    assert name in text
    assert unicodedata.is_normalized("NFC", text)


def test_many_names_come_out_as_they_are_written(paper):
    dealt = random.Random(157)
    parts = (FAMILY_NAMES, MIDDLE_NAMES, MIDDLE_NAMES, GIVEN_NAMES)
    for number in range(40):
        name = " ".join(dealt.choice(names) for names in parts)
        typed = unicodedata.normalize("NFD" if number % 2 else "NFC", name)
        assert f"Chứng nhận {name} đã hoàn thành" in words(render(replace(paper, full_name=typed)))


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("texts", [{}, LONGEST], ids=["short", "longest"])
def test_it_is_one_landscape_page_of_a_small_file(paper, template, texts):
    pdf = render(replace(paper, template=template, **texts))
    (page,) = pages(pdf)
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (842, 595)
    assert len(pdf) <= 60 * 1024
    text = words(pdf)
    for value in texts.values():
        if isinstance(value, str):
            assert value.lower() in text.lower()


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_letter_is_drawn_by_a_font_inside_the_document(paper, template):
    drawn_by = {}

    def visit(text, _matrix, _text_matrix, font, _size):
        if text.strip():
            drawn_by[font["/BaseFont"]] = "/FontFile2" in font["/FontDescriptor"]

    pages(render(replace(paper, template=template, **LONGEST)))[0].extract_text(visitor_text=visit)
    assert {name.partition("+")[2] for name in drawn_by} == {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic"}
    assert all(drawn_by.values())


def test_the_headers_of_state_and_party_never_meet(paper):
    texts = {template: words(render(replace(paper, template=template))) for template in TEMPLATES}
    assert [template for template, text in texts.items() if NATION in text] == ["state"]
    assert [template for template, text in texts.items() if PARTY in text] == ["party"]
    assert "Độc lập" not in texts["plain"] + texts["party"]
    assert "CỘNG SẢN" not in texts["plain"] + texts["state"]
    assert "Số: 12/2026" in texts["state"]
    assert "* Số 12/2026" in texts["party"]


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_qr_code_is_the_only_picture(paper, template):
    assert pictures(render(replace(paper, template=template))) == 1


def test_the_qr_code_says_exactly_the_address_to_check(paper):
    code = segno.make_qr(paper.verify_url, error="m", mask=3, boost_error=False)
    assert qr_code(paper.verify_url) == code.png_data_uri(scale=6, border=2)
    assert qr_code(paper.verify_url) != qr_code(paper.verify_url.replace("YA", "YB"))


def test_the_document_says_what_it_is_to_a_machine(paper):
    reader = PdfReader(io.BytesIO(render(paper)))
    assert reader.metadata.title == f"Giấy chứng nhận hoàn thành khóa học: {paper.full_name}"
    assert reader.metadata.author == paper.issuer_name
    assert reader.metadata.subject == paper.course_title
    assert reader.trailer["/Root"]["/Lang"] == "vi"


def test_the_hash_is_the_one_that_everybody_computes():
    assert document_hash(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    "name", ["<b>Lê</b> & Ổn", "Lê &lt;Ổn&gt;", "{{ layout }}{% now %}", "<pdf:nextpage>", "</div></body>Lê"]
)
def test_markup_in_a_name_is_only_text(paper, name):
    pdf = render(replace(paper, full_name=name))
    assert f"Chứng nhận {name} đã hoàn thành" in words(pdf)
    assert len(pages(pdf)) == 1


@pytest.fixture
def loopback() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine and the list of paths it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.fixture
def canary():
    """A picture outside the folder of the templates. Its address is short enough to be printed as a title."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "canary.png"
        segno.make_qr("canary").save(str(path), scale=2)
        yield path


def test_a_name_reads_no_file_and_opens_no_connection(paper, loopback, canary):
    address, asked = loopback
    for source in (f"{address}/x.png", canary.as_uri(), str(canary)):
        name = f"<img src='{source}'>"
        pdf = render(replace(paper, course_title=name, full_name="Lê Ổn"))
        assert name in words(pdf)
        assert pictures(pdf) == 1
    assert asked == []


def poisoned(paper: CertificatePaper, monkeypatch, markup: str) -> bytes:
    """The certificate as it would be drawn if markup had slipped into its document."""
    make = rendering._html
    monkeypatch.setattr(
        rendering, "_html", lambda layout: make(layout).replace("</body>", f"{markup}</body>")
    )
    return render(paper)


def test_even_markup_that_slipped_in_fetches_and_reads_nothing(paper, loopback, canary, monkeypatch):
    address, asked = loopback
    for source in (f"{address}/x.png", canary.as_uri(), str(canary), "../faces.py"):
        with monkeypatch.context() as patch, pytest.raises(RenderFailed):
            poisoned(paper, patch, f'<img src="{source}">')
    assert asked == []
    # The control: without our policy the same markup does reach the server and the file.
    out = io.BytesIO()
    markup = f'<img src="{address}/x.png"><img src="{canary}">'
    pisa.CreatePDF(markup, dest=out, resource_policy=PERMISSIVE_POLICY)
    assert asked
    assert pictures(out.getvalue()) == 1


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="not-there.png">',
        "<p>漢</p>",
        '<p style="font-family: Nowhere">x</p>',
        # The renderer only logs this one and counts no warning.
        '<pdf:insertpdf src="not-there.pdf">',
    ],
    ids=["picture", "glyph", "font", "only logged"],
)
def test_a_warning_is_a_failure(paper, monkeypatch, markup):
    with pytest.raises(RenderFailed, match="warnings"):
        poisoned(paper, monkeypatch, markup)


def test_a_second_page_is_a_failure(paper, monkeypatch):
    with pytest.raises(RenderFailed, match="2 pages"):
        poisoned(paper, monkeypatch, '<div style="margin-top: 300pt">x</div>')


def test_a_font_that_is_not_inside_is_a_failure(paper, monkeypatch):
    with pytest.raises(RenderFailed, match="Helvetica"):
        poisoned(paper, monkeypatch, '<div style="font-family: Helvetica">x</div>')


def test_a_text_that_was_lost_is_a_failure(paper, monkeypatch):
    make = rendering._html
    monkeypatch.setattr(rendering, "_html", lambda layout: make(layout).replace(paper.full_name, "Lê Ổn"))
    with pytest.raises(RenderFailed, match=paper.full_name):
        render(paper)


def test_what_another_thread_logs_does_not_fail_this_certificate(paper, monkeypatch):
    make = rendering._html

    def noisy(layout):
        other = threading.Thread(target=logging.getLogger("xhtml2pdf.other").warning, args=["not mine"])
        other.start()
        other.join()
        return make(layout)

    monkeypatch.setattr(rendering, "_html", noisy)
    assert render(paper)
