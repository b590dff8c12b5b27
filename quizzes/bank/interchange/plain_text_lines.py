"""The lines of the usual Vietnamese form, and what each of them is: the head of a question, an option, a field, a key. Pure.

    Câu 1. (NB) Ai bầu trưởng thôn?
    A. Chủ tịch xã        B. Nhân dân
    Đáp án: B

Plain text and Word files both come here as `Line`s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quizzes.bank.interchange.opening import Mending
from quizzes.bank.interchange.pictures import Found
from vietnamese import api as vietnamese

# Stands in a line where a picture stands (object replacement character).
PICTURE = "\ufffc"
# Before what would else be read as a head, an option or a field.
ESCAPE = "\\"
STARS = "*✓✔☑√"


@dataclass(frozen=True)
class Mark:
    """Letters of a line that stand out: from `start` up to `end`, by `how` (bold, underline, colour, highlight)."""

    start: int
    end: int
    how: str


@dataclass(frozen=True)
class Line:
    """One line or paragraph: its number in the file from 1, its text in Unicode, what stands out, the pictures in it."""

    number: int
    text: str
    marks: tuple[Mark, ...] = ()
    pictures: tuple[Found, ...] = ()
    mending: Mending = Mending()

    def part(self, start: int, end: int | None = None) -> Line:
        """A piece of the line, with its own marks and pictures."""
        stop = len(self.text) if end is None else end
        before = self.text.count(PICTURE, 0, start)
        inside = self.text.count(PICTURE, start, stop)
        return replace(
            self,
            text=self.text[start:stop],
            marks=tuple(
                Mark(max(each.start, start) - start, min(each.end, stop) - start, each.how)
                for each in self.marks
                if each.start < stop and each.end > start
            ),
            pictures=self.pictures[before : before + inside],
        )

    @property
    def words(self) -> str:
        """The text alone, without pictures, in one clean line."""
        return vietnamese.clean_line(self.text.replace(PICTURE, " "))


@dataclass(frozen=True)
class Head:
    """The beginning of a question: its number as written, and where its text begins in the line."""

    number: int
    starts: int
    plain_number: bool = False


@dataclass(frozen=True)
class Field:
    """A line like "Đáp án: C": the name of the field in our words, its argument ("Phản hồi B"), its value."""

    name: str
    argument: str
    value: str
    line: Line
    starts: int = 0


_HEAD = re.compile(
    r"\s*(?:c[âa]u(?:\s*hỏi)?|bài(?:\s*tập)?|question)\s*(?:số\s*)?(?P<number>\d{1,5})"
    r"(?:\s*[.:)/\-–—]+\s*|\s*(?=[(\[])|\s*$|\s+(?=[^\Wa-zà-ỹđ\d_]))",
    re.IGNORECASE,
)
_UPPER = re.compile(r"[^\W\d_]")
_NUMBERED = re.compile(r"\s*(?P<number>\d{1,5})\s*[.)/]\s+(?=\S)")
OPTION = re.compile(
    rf"\s*(?P<star>[{STARS}]\s*)?(?P<letter>[A-Za-z])\s*(?P<sign>[.):/])(?P<star2>\s*\*)?\s*(?=\S|$)"
)
LEFT = re.compile(r"\s*(?P<number>\d{1,2})\s*[.):/\-]\s*(?=\S)")
PART_HEAD = re.compile(r"\s*ý\s+(?P<id>[A-Za-z0-9]{1,20})\s*[.):]\s*", re.IGNORECASE)
GAP_FIELD = re.compile(r"\s*\[\[(?P<id>[A-Za-z0-9]{1,20})\]\]\s*[=:]\s*(?P<value>\S.*)")
# "PHẦN II. TỰ LUẬN", "Chương 2: …"; not "Mục II.5 nêu rõ điều này.", which goes on with a sentence.
_HEADING = re.compile(
    r"(?:phần|chương|mục|chuyên đề|đề số|đề thi|đề kiểm tra|dạng|buổi)\s+(?:thứ\s+)?(?:[IVX]+|\d+|[A-Z])"
    r"(?:\s*[.:–-]\s+.{0,150}[^.;,]|\s*[.:]?)",
    re.IGNORECASE,
)

# Names of fields. The strong ones are read wherever they stand; the others only after an option or a strong one, because a
# story may well have a line "Đơn vị: …".
_STRONG = {
    "answer": r"(?:đáp\s*án(?:\s*đúng)?(?:\s*là)?|đ\s*\.?\s*[áa]\.?|trả lời|phương án đúng|câu trả lời đúng|answer|key)",
    "explanation": r"(?:giải thích|lời giải(?:\s*chi tiết)?|hướng dẫn(?:\s*(?:giải|chấm|trả lời))?|giải)",
    "level": r"(?:mức độ(?:\s*nhận thức)?|mức)",
    "law": r"(?:căn cứ(?:\s*pháp lý)?|cơ sở pháp lý)",
    "topic": r"(?:chủ đề|chuyên đề)",
    "kind": r"(?:dạng(?:\s*câu(?:\s*hỏi)?)?|loại(?:\s*câu)?(?:\s*hỏi)?)",
}
_WEAK = {
    "points": r"(?:số\s*)?(?:điểm|thang điểm)",
    "tags": r"(?:nhãn|từ khóa|thẻ)",
    "place": r"(?:vị trí|trích từ|nguồn)",
    "uid": r"mã(?:\s*câu(?:\s*hỏi)?)?|mã số",
    "hint": r"gợi ý",
    "scoring": r"cách chấm",
    "shuffle": r"(?:xáo\s*)?trộn(?:\s*phương án)?",
    "pinned": r"cố định",
    "feedback": r"phản hồi\s*(?P<argument>[A-Za-z]|\d{1,2})",
    "label": r"tên ô",
    "compare": r"so khớp",
    "unit": r"đơn vị(?:\s*tính)?",
    "model": r"(?:bài mẫu|đáp án mẫu)",
    "criterion": r"tiêu chí(?:\s*chấm)?",
    "words": r"số từ",
    "uploads": r"số tệp",
    "practice": r"(?:chỉ\s*)?tự kiểm tra",
    "review": r"chờ thẩm định(?:\s*pháp lý)?",
}
_FIELDS = {
    **{name: (re.compile(rf"\s*{words}\s*[:：]\s*", re.IGNORECASE), True) for name, words in _STRONG.items()},
    **{
        name: (re.compile(rf"\s*(?:{words})\s*[:：]\s*", re.IGNORECASE), False)
        for name, words in _WEAK.items()
    },
}
# The first letters of all names, so that most lines are not looked at eighteen times.
_MAY_BE_FIELD = re.compile(r"\s*[\w ./]{1,40}[:：]")
_BARE_ANSWER = re.compile(
    r"\s*(?:(?:=>|→|⇒)\s*)?(?:(?:đáp\s*án|chọn)(?:\s*đúng)?(?:\s*(?:đáp án|phương án|là|câu))*|Đ\.?A\.?)\s*[.\-–]?\s*"
    r"(?P<value>[A-Ha-h](?:\s*(?:,|;|&|và|\s)\s*[A-H])*|đúng|sai)\s*\.?\s*",
    re.IGNORECASE,
)
_ROOM_TO_WRITE = re.compile(r"\s*[._…]+[\s._…]*")
# "D. Bốn   Đáp án: B": the answer behind the last option.
ANSWER_BEHIND = re.compile(
    r"(?<=\S)\s+(?=(?:đáp\s*án|Đ\.?A\.?)\s*:\s*[A-H](?:\s*[,;]\s*[A-H])*\s*\.?\s*$)", re.IGNORECASE
)
FIELDS_OF_LINES = {"explanation", "model", "hint", "feedback"}


def head_of_question(text: str) -> Head | None:
    """Whether a line begins a question by "Câu 1.", "Câu hỏi 1)", "Câu 1 (NB):"."""
    found = _HEAD.match(text)
    if found is None:
        return None
    after = text[found.end() :]
    if found[0][-1:].isspace() and found[0].rstrip()[-1:].isdigit():
        # "Câu 5 trong đề" speaks of a question, "Câu 5 Theo quy định" is one.
        first = _UPPER.search(after[:1])
        if after and not (first and first[0].isupper()) and after[0] not in "([":
            return None
    return Head(int(found["number"]), found.end())


def numbered_head(text: str) -> Head | None:
    """Whether a line begins with "1. " or "1) ", which heads questions in files that know no "Câu 1"."""
    found = _NUMBERED.match(text)
    return Head(int(found["number"]), found.end(), plain_number=True) if found else None


def field_of(line: Line, *, weak: bool) -> Field | None:
    """The field that a line writes; the weak ones are looked at on demand."""
    text = line.text
    if _MAY_BE_FIELD.match(text):
        for name, (pattern, strong) in _FIELDS.items():
            if (strong or weak) and (found := pattern.match(text)):
                if name == "answer" and _ROOM_TO_WRITE.fullmatch(text, found.end()):
                    return None
                argument = found.groupdict().get("argument") or ""
                return Field(name, argument.upper(), text[found.end() :].strip(), line, found.end())
    found = _BARE_ANSWER.fullmatch(text)
    return Field("answer", "", found["value"].strip(), line, found.start("value")) if found else None


def is_heading(text: str) -> bool:
    """Whether a line is a heading between questions: "PHẦN II. TỰ LUẬN", "Chương 2: …", a line in capitals."""
    line = vietnamese.clean_line(text)
    if _HEADING.fullmatch(line):
        return True
    letters = [char for char in line if char.isalpha()]
    return len(letters) >= 8 and line == line.upper()


def would_be_misread(text: str) -> bool:
    """Whether a line of a stem or an explanation would be taken for something else when the file is read again."""
    line = Line(0, text)
    return bool(
        text.startswith(ESCAPE)
        or head_of_question(text)
        or numbered_head(text)
        or OPTION.match(text)
        or LEFT.match(text)
        or PART_HEAD.match(text)
        or GAP_FIELD.match(text)
        or field_of(line, weak=True)
        or key_pairs(text)
        or is_heading(text)
        or text.lstrip()[:1] in STARS
        or text.lstrip()[:1] in "(["
    )


_ANSWER_LETTERS = r"[A-Z](?:[A-Z]{0,5}|(?:\s*[,&+/]\s*[A-Z]){1,5})|[a-h]|đúng|sai|Đúng|Sai|ĐÚNG|SAI|Đ|đ"
_KEY = re.compile(rf"(?:[Cc][âa]u\s*)?(\d{{1,5}})\s*[-.:)–—=/]?\s*({_ANSWER_LETTERS})(?![^\W_])\.?")
_BETWEEN_KEYS = re.compile(r"[\s,;|]*")
_NUMBERS = re.compile(
    r"(?:câu(?:\s*(?:hỏi|số))?|stt)?[\s|:]*(\d{1,5}(?:[\s|]+\d{1,5})+)[\s|]*", re.IGNORECASE
)
_LETTERS = re.compile(
    rf"(?:đáp\s*án|đ\.?a\.?|trả lời)?[\s|:]*((?:{_ANSWER_LETTERS})(?:[\s|]+(?:{_ANSWER_LETTERS}))+)[\s|]*",
    re.IGNORECASE,
)
_KEY_HEADING = re.compile(
    r"\s*(?:bảng\s*|phần\s*)?(?:đáp\s*án|key|answer key)(?:\s+(?:trắc nghiệm|đề|các câu|phần|và).{0,80})?\s*[:.]?\s*",
    re.IGNORECASE,
)


def is_key_heading(text: str) -> bool:
    """Whether a line heads a table of right answers: "ĐÁP ÁN", "Bảng đáp án:"."""
    return _KEY_HEADING.fullmatch(text) is not None


def key_pairs(text: str) -> list[tuple[int, str]]:
    """The pairs of a line that holds nothing but a key: "1-C 2-A 3.B" gives (1, "C"), (2, "A"), (3, "B")."""
    pairs, at = [], 0
    while at < len(text):
        between = _BETWEEN_KEYS.match(text, at)
        at = between.end() if between else at
        if at == len(text):
            break
        found = _KEY.match(text, at)
        if not found:
            return []
        pairs.append((int(found[1]), found[2]))
        at = found.end()
    return pairs


def key_in_two_rows(first: str, second: str) -> list[tuple[int, str]]:
    """The pairs of a table whose first row holds the numbers and whose second row holds the letters."""
    numbers, letters = _NUMBERS.fullmatch(first.strip()), _LETTERS.fullmatch(second.strip())
    if not numbers or not letters:
        return []
    every, each = re.split(r"[\s|]+", numbers[1]), re.split(r"[\s|]+", letters[1])
    return list(zip(map(int, every), each, strict=True)) if len(every) == len(each) else []


def letters_of(value: str) -> list[str]:
    """The letters that an answer names ("C", "A, C", "A và C", "ACD", "C. Nhân dân"); empty when it names none."""
    words = re.sub(r"\b(?:và|and|câu|phương án|đáp án)\b", ",", value, flags=re.IGNORECASE).strip(" .,;:()")
    if re.fullmatch(r"[A-Za-z](?:\s*[,;&+/ ]\s*[A-Za-z])*", words):
        return [each.upper() for each in re.findall(r"[A-Za-z]", words)]
    if re.fullmatch(r"[A-Z]{2,8}", words) and list(words) == sorted(set(words)):
        return list(words)
    # "C. Nhân dân", "C (thông hiểu)", "C – vì nhân dân bầu": the letter, then words about it.
    found = re.match(r"([A-Za-z])(?:\s*[.):]\s*\S|\s*\(\S|\s+[-–—]\s+\S\S)", words)
    return [found[1].upper()] if found else []


def options_in(line: Line, expected: str, *, single_spaces: bool) -> Iterator[tuple[re.Match[str], Line]]:
    """The options that stand in one line, the first of which must begin it: "A. Một   B. Hai   C. Ba".

    `expected`: the letter that should come first. Options after the first stand behind a tab or two spaces; behind one
    space as well where `single_spaces`, which is right for most lines and wrong for some.
    """
    first = OPTION.match(line.text)
    if first is None:
        return
    starts = [first]
    small, sign = first["letter"].islower(), first["sign"]
    space = r"\s+" if single_spaces and not small else r"(?:\t+\s*|\s{2,})"
    following = chr(ord(first["letter"]) + 1)
    while following.isalpha():
        pattern = re.compile(
            rf"(?<=\S){space}(?P<star>[{STARS}]\s*)?(?P<letter>{following})\s*(?P<sign>{re.escape(sign)})"
            rf"(?P<star2>\s*\*)?\s*(?=\S)"
        )
        found = pattern.search(line.text, starts[-1].end())
        if found is None:
            break
        starts.append(found)
        following = chr(ord(following) + 1)
    ends: Sequence[int] = [*(each.start() for each in starts[1:]), len(line.text)]
    for found, end in zip(starts, ends, strict=True):
        yield found, line.part(found.end(), end)
