"""Captions told from prose, and parted from their credits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import Picture
from service.stages.clean.captions import pictures_of, split_credit
from service.stages.clean.lines import measure


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("FILE – A ship leaves the port of Bergen in 1951.", True),
        ("Workers rest on the quay. (AP Photo/Jane Doe)", True),
        ("A ship leaves the port (Reuters)", True),
        ("Photo: Malte Brodersen/Nordbild", True),
        ("Workers on the quay. Photograph: Jane Doe/Halden Press", True),
        ("Jane Doe/AFP via Getty Images", True),
        ("The photo shows a ship that leaves the port.", False),
        ("LONDON (Reuters) - A ship has left the port.", False),
        ("The file was lost (and found again).", False),
        ("Image source, Jane Doe", True),
        ("Image sources are hard to find, Jane Doe said.", False),
        ("A ship leaves the port. REUTERS/Jane Doe/File Photo", True),
        ("A ship in the port on SundayImage: Jane Doe/dpa", True),
        ("The prime minister speaks in Perth. (ABC News: Jane Doe)", True),
        ("The family on the beach. (Supplied)", True),
        ("Provided by the Institute of Harbours (news : web)", False),
        ("The family says that food was supplied (and eaten).", False),
        ("He said so on the evening news (and again at ten).", False),
    ],
)
def test_captions_and_credits_are_told_from_prose(line: str, expected: bool) -> None:
    assert measure(line).is_caption is expected


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "FILE – A ship in 1951. (AP Photo/Jane Doe, File)",
            "FILE – A ship in 1951.",
            "AP Photo/Jane Doe, File",
        ),
        ("A ship leaves the port (Reuters)", "A ship leaves the port", "Reuters"),
        ("A ship in the port. Photo: Jane Doe", "A ship in the port.", "Jane Doe"),
        ("Photo: Malte Brodersen/Nordbild", None, "Malte Brodersen/Nordbild"),
        ("Image source, Jane Doe", None, "Jane Doe"),
        ("Jane Doe/AFP via Getty Images", None, "Jane Doe/AFP via Getty Images"),
        ("The quay at dawn. AP Photo/John Smith", "The quay at dawn.", "AP Photo/John Smith"),
        ("The quay at dawn AP Photo/John Smith", "The quay at dawn", "AP Photo/John Smith"),
        ("People walk. — John Smith/Reuters", "People walk.", "John Smith/Reuters"),
        ("A ship. Picture by John Smith", "A ship.", "John Smith"),
        (
            "A ship in 1951. John Smith / Getty Images",
            "A ship in 1951.",
            "John Smith / Getty Images",
        ),
        ("A ship. J. J. Smith/Reuters", "A ship.", "J. J. Smith/Reuters"),
        (
            "A ship leaves the port of Bergen at dawn REUTERS/Jane Doe/File Photo",
            "A ship leaves the port of Bergen at dawn",
            "REUTERS/Jane Doe/File Photo",
        ),
        ("A ship on SundayImage: Jane Doe/dpa", "A ship on Sunday", "Jane Doe/dpa"),
        ("The minister. (ABC News: Jane Doe)", "The minister.", "ABC News: Jane Doe"),
        (
            "The village has a new resource: Jane Doe",
            "The village has a new resource: Jane Doe",
            None,
        ),
        ("A ship. Jane Doe/Halden Post", "A ship.", "Jane Doe/Halden Post"),
        ("A ship. EFE/ J.J. Guillén", "A ship.", "EFE/ J.J. Guillén"),
        ("A ship in the port EFE/ J.J. Guillén", "A ship in the port", "EFE/ J.J. Guillén"),
        ("Jane Roe | Jane Doe/AP", "Jane Roe", "Jane Doe/AP"),
        ("A ship. Source: AFP", "A ship.", "AFP"),
        ("A ship.Credit...Jane Doe/Halden Post", "A ship.", "Jane Doe/Halden Post"),
        ("Ein Schiff im HafenBild: Jane Doe/dpa", "Ein Schiff im Hafen", "Jane Doe/dpa"),
        ("A ship. Courtesy of Jane Doe", "A ship.", "Courtesy of Jane Doe"),
        ("A ship. Photo courtesy of Jane Doe", "A ship.", "courtesy of Jane Doe"),
        ("A ship. (Image credit: Jane Doe)", "A ship.", "Jane Doe"),
        ("A ship. (Jane Doe/CBC)", "A ship.", "Jane Doe/CBC"),
        ("A ship. – Photo Credit: Jane Doe (doe.com)", "A ship.", "Jane Doe (doe.com)"),
        ("船が港に入る（ロイター）", "船が港に入る", "ロイター"),
        ("图为现场。新华社记者 王建华 摄", "图为现场。", "新华社记者 王建华 摄"),
        ("Фото: example.com", None, "example.com"),
        ("John Smith — Getty Images", None, "John Smith — Getty Images"),
        ("The ferry at the quay on Sunday", "The ferry at the quay on Sunday", None),
        ("A photo by the quay shows a ship.", "A photo by the quay shows a ship.", None),
        ("Courtesy of her aunt, she sails.", "Courtesy of her aunt, she sails.", None),
        ("(L–R) Ann and Jo. (Reuters)", "(L–R) Ann and Jo.", "Reuters"),
        ("A ship (and its bell)", "A ship (and its bell)", None),
        ("He sails either/or. Nobody knows.", "He sails either/or. Nobody knows.", None),
    ],
)
def test_a_caption_is_parted_from_its_credit(
    line: str, caption: str | None, credit: str | None
) -> None:
    assert split_credit(line) == (caption, credit)


@given(
    st.text(st.sampled_from("aA ./|—()（）。:©"), max_size=40), st.sampled_from(["", "AP Photo/"])
)
def test_a_caption_and_its_credit_are_parts_of_the_line(text: str, agency: str) -> None:
    line = " ".join(f"{text} {agency}{text}".split())
    caption, credit = split_credit(line)
    assert line.startswith(caption or "")
    assert (credit or "") in line[len(caption or "") :]


def test_a_credit_in_a_line_of_its_own_belongs_to_the_caption_above() -> None:
    lines = [(3, "A ship in the port"), (4, "Jane Doe/AFP"), (9, "Jane Doe/AFP")]
    assert pictures_of(lines) == [
        Picture(caption="A ship in the port", credit="Jane Doe/AFP"),
        Picture(credit="Jane Doe/AFP"),
    ]
