"""A paper that can be drawn; tests change one thing of it."""

import datetime as dt

import pytest

from courses.certificates.drawing import CertificatePaper


@pytest.fixture
def paper() -> CertificatePaper:
    code = "K7QF-2M9T-XW4H-8RJC-5VNB-3D6P-YA"
    return CertificatePaper(
        template="plain",
        issuer_parent="Tỉnh ủy Hưng Yên",
        issuer_name="Ban Tuyên giáo và Dân vận",
        place="Hưng Yên",
        course_title="Tìm hiểu Kế hoạch số 157-KH/TU về Phong trào Toàn dân bảo vệ an ninh Tổ quốc",
        full_name="Nguyễn Thị Ngữ",
        minutes=110,
        result_words="Đạt 18/20 điểm (90 %)",
        issued_on=dt.date(2026, 4, 4),
        number_words="12/2026/GCN-BTGDV",
        code=code,
        verify_url=f"https://hoc.hungyen.example/xac-minh/{code}/",
        signer_title="TM. Ban Thường vụ\nPhó Bí thư",
        signer_name="Trần Văn Hộ",
    )
