"""Vietnamese order: fixed cases, and ICU's own order where a PostgreSQL server answers."""

import itertools
import os
import random

import psycopg
import pytest

from vietnamese import api as vietnamese

LETTERS = [
    "a",
    "ă",
    "â",
    "b",
    "c",
    "d",
    "đ",
    "e",
    "ê",
    "f",
    "g",
    "h",
    "i",
    "j",
    "k",
    "l",
    "m",
    "n",
    "o",
    "ô",
    "ơ",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "ư",
    "v",
    "w",
    "x",
    "y",
    "z",
]


def in_order(texts):
    return sorted(texts, key=vietnamese.sort_key)


def test_the_letters_are_in_the_order_of_the_alphabet():
    shuffled = random.Random(1).sample(LETTERS, len(LETTERS))
    assert in_order(shuffled) == LETTERS


def test_the_tones_are_level_grave_hook_tilde_acute_dot():
    assert in_order(["ạ", "á", "ã", "ả", "à", "a"]) == ["a", "à", "ả", "ã", "á", "ạ"]
    assert in_order(["ự", "ứ", "ữ", "ử", "ừ", "ư"]) == ["ư", "ừ", "ử", "ữ", "ứ", "ự"]


def test_all_letters_count_before_any_tone():
    assert in_order(["Ân", "Dung", "An", "Đạt", "Ăn", "Ánh"]) == ["An", "Ánh", "Ăn", "Ân", "Dung", "Đạt"]
    assert in_order(["hòa bình", "hoa cúc"]) == ["hòa bình", "hoa cúc"]
    assert in_order(["tàn", "tang", "tan"]) == ["tan", "tàn", "tang"]


def test_small_letters_stand_before_capitals_only_when_all_else_is_equal():
    assert in_order(["Án", "án", "Ân", "ấn"]) == ["án", "Án", "Ân", "ấn"]


def test_a_space_stands_before_digits_and_digits_before_letters():
    assert in_order(["Anh", "An1", "An Bình", "An-Bình", "An"]) == ["An", "An Bình", "An-Bình", "An1", "Anh"]


def test_other_scripts_come_after_all_letters():
    assert in_order(["жук", "zz", "z", "漢", "za"]) == ["z", "za", "zz", "жук", "漢"]


def test_decomposed_and_composed_text_have_the_same_key():
    assert vietnamese.sort_key("Nguye\u0302\u0303n") == vietnamese.sort_key("Nguyễn")


def test_a_key_holds_only_digits_and_small_letters():
    key = vietnamese.sort_key("Đặng Thị Ngọc-Ánh (2) … 漢 z")
    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()


def test_people_are_sorted_by_given_name_then_family_name_then_middle_names():
    people = ["Trần Văn Bình", "Nguyễn Văn An", "Đỗ Thị An", "Nguyễn Thị An", "An", "Lê Ánh", "Dương Văn An"]
    assert sorted(people, key=vietnamese.person_sort_key) == [
        "An",
        "Dương Văn An",
        "Đỗ Thị An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Lê Ánh",
        "Trần Văn Bình",
    ]


def test_case_does_not_move_a_person():
    assert vietnamese.person_sort_key("NGUYỄN VĂN AN") == vietnamese.person_sort_key("nguyễn  văn an ")


def test_an_empty_name_has_a_key_that_comes_first():
    assert vietnamese.person_sort_key("") < vietnamese.person_sort_key("A")


@pytest.fixture
def icu():
    """Sorts rows of texts by ICU's Vietnamese collation, column by column."""
    try:
        connection = psycopg.connect(server(), connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"No PostgreSQL server answers, so ICU's order cannot be asked for: {error}")

    def sort(rows):
        width = len(rows[0])
        columns = ", ".join(f"row[{at + 1}]" for at in range(width))
        order = ", ".join(f'row[{at + 1}] COLLATE "vi-x-icu"' for at in range(width))
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE texts (row text[])")
            cursor.executemany("INSERT INTO texts VALUES (%s)", [(list(row),) for row in rows])
            cursor.execute(f"SELECT {columns} FROM texts ORDER BY {order}")
            found = cursor.fetchall()
            cursor.execute("DROP TABLE texts")
        return found

    with connection:
        yield sort


def server():
    """The server of DATABASE_URL or of PG* variables, else the one on the local socket."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        return url
    return "" if "PGHOST" in os.environ else "host=/var/run/postgresql user=postgres dbname=postgres"


FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Ông",
    "Âu",
    "Ưng",
]
MIDDLES = ["Văn", "Thị", "Thị Ngọc", "Đức", "Hữu", "Ánh", "Ân", "Ăn", "Kim", "Quý", "Quí", ""]
GIVENS = [
    "An",
    "Ân",
    "Ăn",
    "Ánh",
    "Ảnh",
    "Anh",
    "Bình",
    "Cường",
    "Dung",
    "Dũng",
    "Đạt",
    "Đức",
    "Hòa",
    "Hoà",
    "Hoa",
    "Hoài",
    "Oanh",
    "Ơn",
    "Ổn",
    "Uyên",
    "Ước",
    "Yến",
    "Ý",
    "Y",
]


def generated_names():
    every = itertools.product(FAMILIES, MIDDLES, GIVENS)
    return random.Random(157).sample([" ".join(filter(None, parts)) for parts in every], 700)


@pytest.mark.postgres
def test_names_are_in_the_order_of_icu(icu):
    names = generated_names()
    assert sorted(names, key=vietnamese.sort_key) == [name for (name,) in icu([(name,) for name in names])]


@pytest.mark.postgres
def test_people_are_in_the_order_of_icu_by_given_family_and_middle_names(icu):
    def parts(name):
        words = name.split()
        return words[-1], words[0], " ".join(words[1:-1])

    names = generated_names()
    mine = [parts(name) for name in sorted(names, key=vietnamese.person_sort_key)]
    assert mine == icu([parts(name) for name in names])


@pytest.mark.postgres
def test_short_strings_of_any_letters_signs_and_cases_are_in_the_order_of_icu(icu):
    dice = random.Random(8)
    signs = "aàảãáạăằâậAÁÂđĐdDeêẾoôơợuưựyỳÝ 019-_,;:!?.'\"()[]{}@*/\\&#%^+<=>|~$–—‘’“”«»§¶°±×÷nzZ"
    texts = {"".join(dice.choices(signs, k=dice.randint(1, 5))) for _ in range(3000)}
    texts = sorted({text for text in texts if vietnamese.clean_line(text) == text})
    assert sorted(texts, key=vietnamese.sort_key) == [text for (text,) in icu([(text,) for text in texts])]


@pytest.mark.postgres
def test_keys_keep_their_order_in_the_collation_of_the_server(icu):
    keys = [vietnamese.sort_key(name) for name in generated_names()]
    assert [key for (key,) in icu([(key,) for key in keys])] == sorted(keys)
