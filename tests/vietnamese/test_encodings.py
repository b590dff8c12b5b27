"""Old encodings are recognised and repaired; sound text is left alone."""

import unicodedata

import pytest

from vietnamese import api as vietnamese
from vietnamese.api import Encoding

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
SMALL = [letter for letter in SMALL if not letter.isascii()]
ALL_LETTERS = SMALL + [letter.upper() for letter in SMALL]

# Written down here a second time, from the standards and not from the product's tables.
# VISCII: RFC 1456, "mnemonic" listing, letter by code.
VISCII_BY_CODE = """
    à:E0 á:E1 â:E2 ã:E3 è:E8 é:E9 ê:EA ì:EC í:ED ò:F2 ó:F3 ô:F4 õ:F5 ù:F9 ú:FA ý:FD
    À:C0 Á:C1 Â:C2 Ã:C3 È:C8 É:C9 Ê:CA Ì:CC Í:CD Ò:D2 Ó:D3 Ô:D4 Õ:A0 Ù:D9 Ú:DA Ý:DD
    ă:E5 Ă:C5 đ:F0 Đ:D0 ĩ:EE Ĩ:CE ũ:FB Ũ:9D ơ:BD Ơ:B4 ư:DF Ư:BF
    ạ:D5 Ạ:80 ả:E4 Ả:C4 ấ:A4 Ấ:84 ầ:A5 Ầ:85 ẩ:A6 Ẩ:86 ẫ:E7 Ẫ:06 ậ:A7 Ậ:87
    ắ:A1 Ắ:81 ằ:A2 Ằ:82 ẳ:C6 Ẳ:02 ẵ:C7 Ẵ:05 ặ:A3 Ặ:83
    ẹ:A9 Ẹ:89 ẻ:EB Ẻ:CB ẽ:A8 Ẽ:88 ế:AA Ế:8A ề:AB Ề:8B ể:AC Ể:8C ễ:AD Ễ:8D ệ:AE Ệ:8E
    ỉ:EF Ỉ:9B ị:B8 Ị:98 ọ:F7 Ọ:9A ỏ:F6 Ỏ:99 ố:AF Ố:8F ồ:B0 Ồ:90 ổ:B1 Ổ:91 ỗ:B2 Ỗ:92 ộ:B5 Ộ:93
    ớ:BE Ớ:95 ờ:B6 Ờ:96 ở:B7 Ở:97 ỡ:DE Ỡ:B3 ợ:FE Ợ:94
    ụ:F8 Ụ:9E ủ:FC Ủ:9C ứ:D1 Ứ:BA ừ:D7 Ừ:BB ử:D8 Ử:BC ữ:E6 Ữ:FF ự:F1 Ự:B9
    ỳ:CF Ỳ:9F ỵ:DC Ỵ:1E ỷ:D6 Ỷ:14 ỹ:DB Ỹ:19
"""
VISCII = {entry[0]: int(entry[2:], 16) for entry in VISCII_BY_CODE.split()}

VNI_TONES = dict(zip(TONES[1:], "øûõùï", strict=True))
VNI_CIRCUMFLEX = dict(zip(TONES, "âàåãáä", strict=True))
VNI_BREVE = dict(zip(TONES, "êèúüéë", strict=True))
VNI_I = dict(zip(TONES, "iìæóíò", strict=True))


def to_viscii(letter):
    return chr(VISCII[letter])


def to_vni(letter):
    parts = unicodedata.normalize("NFD", letter.lower())
    tone = "".join(part for part in parts if part in TONES)
    shape = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
    if shape == "đ":
        written = "ñ"
    elif shape == "i":
        written = VNI_I[tone]
    elif (shape, tone) == ("y", "\u0323"):
        written = "î"
    elif shape in "âêô":
        written = {"â": "a", "ê": "e", "ô": "o"}[shape] + VNI_CIRCUMFLEX[tone]
    elif shape == "ă":
        written = "a" + VNI_BREVE[tone]
    else:
        written = {"ơ": "ô", "ư": "ö"}.get(shape, shape) + VNI_TONES.get(tone, "")
    return written.upper() if letter.isupper() else written


TCVN3 = dict(
    zip(
        "àảãáạ" "ă" "ằẳẵắặ" "â" "ầẩẫấậ" "đ" "èẻẽéẹ" "ê" "ềểễếệ" "ìỉĩíị" "òỏõóọ" "ô" "ồổỗốộ" "ơ" "ờởỡớợ" "ùủũúụ" "ư" "ừửữứự"
        "ỳỷỹýỵ" "ĂÂÊÔƠƯĐ",
        [
            *range(0xB5, 0xBA), 0xA8, 0xBB, 0xBC, 0xBD, 0xBE, 0xC6, 0xA9, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xAE,
            0xCC, 0xCE, 0xCF, 0xD0, 0xD1, 0xAA, *range(0xD2, 0xD7), 0xD7, 0xD8, 0xDC, 0xDD, 0xDE,
            0xDF, 0xE1, 0xE2, 0xE3, 0xE4, 0xAB, *range(0xE5, 0xEA), 0xAC, *range(0xEA, 0xEF),
            0xEF, 0xF1, 0xF2, 0xF3, 0xF4, 0xAD, *range(0xF5, 0xFA), *range(0xFA, 0xFF),
            *range(0xA1, 0xA8),
        ],
        strict=True,
    )
)  # fmt: skip


def to_tcvn3(letter):
    """Capitals with a tone have no code of their own: a capital font draws the small one."""
    return chr(TCVN3.get(letter) or TCVN3[letter.lower()])


def test_there_are_134_letters_with_marks():
    assert len(ALL_LETTERS) == len(set(ALL_LETTERS)) == 134
    assert set(VISCII) == set(ALL_LETTERS)


@pytest.mark.parametrize("letter", ALL_LETTERS)
def test_each_letter_comes_back_from_viscii_and_vni_and_nfd(letter):
    assert vietnamese.to_unicode(to_viscii(letter), Encoding.VISCII) == letter
    assert vietnamese.to_unicode(to_vni(letter), Encoding.VNI) == letter
    assert vietnamese.to_unicode(unicodedata.normalize("NFD", letter), Encoding.NFD) == letter


@pytest.mark.parametrize("letter", ALL_LETTERS)
def test_each_letter_comes_back_from_tcvn3_and_a_toned_capital_among_capitals(letter):
    if letter in TCVN3:
        assert vietnamese.to_unicode(to_tcvn3(letter), Encoding.TCVN3) == letter
    word = f"NG{to_tcvn3(letter)}H" if letter.isupper() else f"ng{to_tcvn3(letter)}h"
    expected = f"NG{letter}H" if letter.isupper() else f"ng{letter}h"
    assert vietnamese.to_unicode(word, Encoding.TCVN3) == expected


def test_viscii_read_as_windows_1252_comes_back_too():
    shown = bytes([ord("B"), VISCII["Ộ"], ord("C")]).decode("cp1252")
    assert vietnamese.to_unicode(shown, Encoding.VISCII) == "BỘC"


def written(sentence, encode):
    return "".join(encode(char) if char in ALL_LETTERS else char for char in sentence)


SENTENCES = [
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Ủy ban nhân dân xã có trách nhiệm tổ chức thực hiện Kế hoạch này",
    "Nguyễn Thị Hường, sinh ngày 12/3/1988, thôn Đoài, xã Phù Cừ",
    "Câu 1. Phong trào toàn dân bảo vệ an ninh Tổ quốc do ai lãnh đạo?",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    ("encoding", "encode"), [(Encoding.VNI, to_vni), (Encoding.VISCII, to_viscii), (Encoding.TCVN3, to_tcvn3)]
)
def test_sentences_are_recognised_and_repaired(sentence, encoding, encode):
    old = written(sentence, encode)
    assert vietnamese.recognise(old) is encoding
    assert vietnamese.confidence(old, encoding) > 0.8
    expected = sentence.replace("Ủy", "ủy") if encoding is Encoding.TCVN3 else sentence
    assert vietnamese.to_unicode(old, encoding) == expected


@pytest.mark.parametrize(
    ("old", "encoding", "sound"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", Encoding.TCVN3, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", Encoding.VNI, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", Encoding.VNI, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Uû ban nh©n d©n TØNH H¦NG Y£N", Encoding.TCVN3, "Uỷ ban nhân dân TỈNH HƯNG YÊN"),
        ("TrÇn V¨n Hïng", Encoding.TCVN3, "Trần Văn Hùng"),
        ("Nguyeãn Vaên Nam", Encoding.VNI, "Nguyễn Văn Nam"),
        ("l\u00adîng", Encoding.TCVN3, "lượng"),
        (unicodedata.normalize("NFD", "Hưng Yên"), Encoding.NFD, "Hưng Yên"),
    ],
)
def test_texts_as_they_are_met_in_old_files(old, encoding, sound):
    assert vietnamese.recognise(old) is encoding
    assert vietnamese.to_unicode(old, encoding) == sound


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        "Trần Văn Hùng",
        "Toà án, bán hàng, là ngà, có bò, tú quý",
        "HÀ LAN",
        "The quick brown fox jumps over the lazy dog",
        "A naïve café, a façade and a résumé",
        "Noël connaît le maître à Orléans : c'est là qu'il a été élevé",
        "Où êtes-vous né ? Le garçon a dû partir très tôt.",
        "El niño comió piñas en el baño de señores",
        "Größe, Straße und Überführung",
        "5 m² × 20 °C ± 3 µm © 2026 §12",
        "100 m²",
        "A. 10 m³",
        "Sân nhà bác là 5 m²?",
        "x² là gì",
        "½ bát",
        "Tôm ½ kg",
        "a × b",
        "µm là gì",
        "top/Bài 1/10 % – 20 % Không",
        "A. 10 – 20 %",
        "Bài 1 – Không",
        "“Không” là gì?",
        "Hà Nam – Hà Tây…",
        "• Là ai?",
        "5 €",
        "§ 5",
        "¶ 2",
        "",
        "12/3/2026",
    ],
)
def test_sound_text_is_not_taken_for_an_old_encoding(text):
    assert vietnamese.recognise(text) is None


def test_one_doubtful_word_is_never_quite_sure():
    assert vietnamese.confidence("Nguyeãn", Encoding.VNI) <= 0.6


def test_every_encoding_has_a_name_for_people():
    assert set(vietnamese.ENCODING_NAMES) == set(Encoding)
