from hypothesis import given
from hypothesis import strategies as st

from schemas.entity import Entity, EntityType
from service.stages.tag.grouping import group
from service.stages.tag.tagger import Span

PERSON, ORG, PLACE, NORP, DATE = (
    EntityType.PERSON,
    EntityType.ORG,
    EntityType.PLACE,
    EntityType.NORP,
    EntityType.DATE,
)


def grouped(*names: tuple[str, EntityType]) -> list[tuple[str, EntityType, list[str]]]:
    """The entities of a text which is just these names, a line each."""
    text, spans = "", []
    for name, kind in names:
        spans.append(Span(len(text), len(text) + len(name), kind))
        text += name + "\n"
    return [(e.name, e.type, [m.text for m in e.mentions]) for e in group(text, spans)]


def test_a_surname_belongs_to_the_one_person_who_has_it() -> None:
    assert grouped(("Ann Lee", PERSON), ("Bo Ray", PERSON), ("Lee", PERSON)) == [
        ("Ann Lee", PERSON, ["Ann Lee", "Lee"]),
        ("Bo Ray", PERSON, ["Bo Ray"]),
    ]


def test_a_surname_of_two_people_belongs_to_neither() -> None:
    assert grouped(("Ann Lee", PERSON), ("Bo Lee", PERSON), ("Lee", PERSON)) == [
        ("Ann Lee", PERSON, ["Ann Lee"]),
        ("Bo Lee", PERSON, ["Bo Lee"]),
        ("Lee", PERSON, ["Lee"]),
    ]


def test_a_surname_may_come_before_the_full_name() -> None:
    assert grouped(("Lee", PERSON), ("Ann Lee", PERSON)) == [
        ("Ann Lee", PERSON, ["Lee", "Ann Lee"])
    ]


def test_a_surname_taken_for_an_organisation_belongs_to_its_person() -> None:
    assert grouped(("Ann Lee", PERSON), ("Lee", ORG), ("Lee", ORG)) == [
        ("Ann Lee", PERSON, ["Ann Lee", "Lee", "Lee"])
    ]


def test_a_country_or_a_people_with_the_name_of_a_person_stays_itself() -> None:
    assert grouped(("Jim Jordan", PERSON), ("Jordan", PLACE)) == [
        ("Jim Jordan", PERSON, ["Jim Jordan"]),
        ("Jordan", PLACE, ["Jordan"]),
    ]
    assert len(grouped(("Dawn French", PERSON), ("French", NORP))) == 2


def test_a_month_is_not_the_person_of_that_name() -> None:
    assert grouped(("Theresa May", PERSON), ("May", DATE), ("May", PERSON)) == [
        ("Theresa May", PERSON, ["Theresa May", "May"]),
        ("May", DATE, ["May"]),
    ]


def test_a_name_of_several_words_may_be_the_end_of_another() -> None:
    assert grouped(("Ursula von der Leyen", PERSON), ("von der Leyen", PERSON), ("Leyen", ORG)) == [
        ("Ursula von der Leyen", PERSON, ["Ursula von der Leyen", "von der Leyen", "Leyen"])
    ]


def test_a_middle_initial_makes_no_second_person() -> None:
    assert grouped(("Ann Lee", PERSON), ("Ann B. Lee", PERSON), ("Lee", PERSON)) == [
        ("Ann B. Lee", PERSON, ["Ann Lee", "Ann B. Lee", "Lee"])
    ]


def test_the_first_word_of_a_body_of_two_is_that_body_once_it_has_been_named_so() -> None:
    full = ("Acme Shipping", ORG)
    assert grouped(full, ("Acme", ORG)) == [("Acme Shipping", ORG, ["Acme Shipping", "Acme"])]
    assert len(grouped(("Acme", ORG), full)) == 2
    assert len(grouped(full, ("Acme Airways", ORG), ("Acme", ORG))) == 3
    assert len(grouped(("Acme Shipping Council", ORG), ("Acme", ORG))) == 2
    assert len(grouped(("ACM Shipping", ORG), ("ACM", ORG))) == 2
    assert len(grouped(full, ("Acme", PLACE))) == 2
    company = ("Acme Grid Systems, Inc.", ORG)
    assert grouped(company, ("Acme", ORG)) == [(*company, ["Acme Grid Systems, Inc.", "Acme"])]
    assert len(grouped(company, full, ("Acme", ORG))) == 3
    assert len(grouped(("Acme of Canada Council Inc", ORG), ("Acme", ORG))) == 2


def test_what_is_not_seen_is_no_part_of_a_spelling() -> None:
    found = grouped(("Ann\u200b Lee", PERSON), ("An\u00adn Lee", PERSON), ("Bo Ray", PERSON))
    assert found[0] == ("Ann Lee", PERSON, ["Ann\u200b Lee", "An\u00adn Lee"])
    assert len(found) == 2


def test_a_king_is_told_from_others_by_his_number() -> None:
    king = ("Abdullah II", PERSON)
    assert grouped(king, ("Abdullah", PERSON)) == [(*king, ["Abdullah II", "Abdullah"])]
    assert len(grouped(king, ("Abdullah I", PERSON))) == 2


def test_father_and_son_are_two() -> None:
    assert [name for name, _, _ in grouped(("Ann Lee", PERSON), ("Ann Lee Jr.", PERSON))] == [
        "Ann Lee",
        "Ann Lee Jr.",
    ]


def test_spellings_that_differ_in_case_article_or_full_stops_are_one_entity() -> None:
    assert grouped(
        ("MOSCOW", PLACE), ("Moscow", PLACE), ("the Moscow", PLACE), ("U.S.", PLACE), ("US", PLACE)
    ) == [
        ("Moscow", PLACE, ["MOSCOW", "Moscow", "the Moscow"]),
        ("U.S.", PLACE, ["U.S.", "US"]),
    ]


def test_a_first_name_belongs_to_the_one_person_who_has_it() -> None:
    assert grouped(("Jenna Dewan", PERSON), ("Channing Tatum", PERSON), ("Jenna", PERSON)) == [
        ("Jenna Dewan", PERSON, ["Jenna Dewan", "Jenna"]),
        ("Channing Tatum", PERSON, ["Channing Tatum"]),
    ]
    assert len(grouped(("Ann Lee", PERSON), ("Ann Ray", PERSON), ("Ann", PERSON))) == 3
    assert len(grouped(("Xi Jinping", PERSON), ("Xi", PERSON))) == 1
    assert len(grouped(("Li Qiang", PERSON), ("Li Hui", PERSON), ("Li", PERSON))) == 3
    assert len(grouped(("J. Smith", PERSON), ("J.", PERSON))) == 2


def test_transliterations_of_a_person_are_one() -> None:
    for one, other in (
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Sergei Lavrov", "Sergey Lavrov"),
        ("Mohamed ElBaradei", "Mohammed ElBaradei"),
        ("Recep Tayyip Erdoğan", "Erdogan"),
    ):
        assert len(grouped((one, PERSON), (other, PERSON))) == 1, one


def test_two_people_with_one_surname_stay_two_however_alike_their_first_names_are() -> None:
    assert len(grouped(("Maria Lee", PERSON), ("Mario Lee", PERSON), ("Lee", PERSON))) == 3
    assert len(grouped(("Jon Lee", PERSON), ("Ron Lee", PERSON))) == 2


def test_a_ruler_is_called_without_the_number() -> None:
    assert len(grouped(("Elizabeth II", PERSON), ("Elizabeth", PERSON))) == 1


def test_second_names_of_a_thing_are_one_entity_with_the_fullest_name() -> None:
    assert grouped(("the U.S.", PLACE), ("America", PLACE), ("United States", PLACE)) == [
        ("United States", PLACE, ["the U.S.", "America", "United States"])
    ]
    for one, other in (("Kyiv", "Kiev"), ("Bombay", "Mumbai"), ("UK", "Britain"), ("EU",) * 2):
        assert len(grouped((one, PLACE), (other, PLACE))) == 1, one
    assert grouped(("the Fed", ORG), ("Federal Reserve", ORG), ("FedEx", ORG)) == [
        ("Federal Reserve", ORG, ["the Fed", "Federal Reserve"]),
        ("FedEx", ORG, ["FedEx"]),
    ]


def test_a_nationality_is_not_its_country() -> None:
    assert len(grouped(("America", PLACE), ("American", NORP), ("US", PLACE))) == 2


def test_an_acronym_belongs_to_the_name_with_its_initials() -> None:
    assert grouped(("Food and Drug Administration", ORG), ("FDA", ORG), ("F.D.A.", ORG)) == [
        ("Food and Drug Administration", ORG, ["Food and Drug Administration", "FDA", "F.D.A."])
    ]
    assert len(grouped(("Department of Defense", ORG), ("DoD", ORG))) == 1
    assert len(grouped(("Mohammed bin Salman", PERSON), ("MBS", PERSON))) == 1


def test_an_acronym_that_two_names_may_have_belongs_to_neither() -> None:
    names = (("American Medical Association", ORG), ("Asian Music Awards", ORG), ("AMA", ORG))
    assert len(grouped(*names)) == 3


def test_initials_of_a_place_are_no_organisation() -> None:
    assert len(grouped(("South Africa", PLACE), ("SA", ORG))) == 2


def test_an_acronym_in_brackets_belongs_to_the_name_before_them() -> None:
    def of(text: str, kind: EntityType = ORG) -> int:
        full = text.index(" (")
        acronym = Span(full + 2, text.index(")"), kind)
        return len(group(text, [Span(0, full, ORG), acronym]))

    assert of("International Monetary Fund (IMF)") == 1
    assert of("Interpol Agency (INTAG)") == 1
    assert of("U.S. Food and Drug Administration (FDA)") == 1
    assert of("Italian Episcopal Conference (CEI)") == 1
    assert of("University of Leeds (UK)", PLACE) == 2


def test_a_company_is_itself_with_and_without_its_legal_form() -> None:
    assert grouped(("Acme", ORG), ("Acme Holdings, Inc.", ORG), ("Acme Corp", ORG)) == [
        ("Acme Holdings, Inc.", ORG, ["Acme", "Acme Holdings, Inc.", "Acme Corp"])
    ]


def test_a_place_is_itself_with_and_without_its_region() -> None:
    assert len(grouped(("Paris, Texas", PLACE), ("Paris", PLACE))) == 1
    assert len(grouped(("Paris, Texas", PLACE), ("Paris", PLACE), ("Paris, Ohio", PLACE))) == 3


def test_an_office_is_itself_with_and_without_its_country() -> None:
    assert len(grouped(("US State Department", ORG), ("State Department", ORG))) == 1
    ministries = ("Russian Foreign Ministry", "Polish Foreign Ministry", "Foreign Ministry")
    assert len(grouped(*((name, ORG) for name in ministries))) == 3
    assert len(grouped(("Manchester United", ORG), ("United", ORG))) == 2


def test_a_spelling_has_the_type_that_most_of_its_mentions_have() -> None:
    assert grouped(("Kyiv", PERSON), ("Kyiv", PLACE), ("Kyiv", PLACE)) == [
        ("Kyiv", PLACE, ["Kyiv", "Kyiv", "Kyiv"])
    ]
    assert grouped(("Kyiv", PERSON), ("Kyiv", PLACE))[0][1] is PERSON


def test_entities_are_numbered_in_the_order_of_their_first_mentions() -> None:
    spans = [Span(2, 3, ORG), Span(0, 1, ORG), Span(4, 5, ORG)]
    entities = group("a b a", spans)
    assert [(e.id, e.name, len(e.mentions)) for e in entities] == [("e1", "a", 2), ("e2", "b", 1)]


def test_the_confidence_of_an_entity_is_the_mean_of_those_known() -> None:
    spans = [Span(0, 1, ORG, 0.5), Span(2, 3, ORG, 1.0), Span(4, 5, ORG)]
    assert [e.confidence for e in group("a a a", spans)] == [0.75]
    assert [e.confidence for e in group("a", spans[:1])] == [0.5]
    assert [e.confidence for e in group("a a a", spans[2:])] == [None]


def test_a_hundred_thousand_people_are_grouped() -> None:
    names = [(f"Ann{n % 50} Lee{n % 1000}", PERSON) for n in range(100_000)]
    assert len(grouped(*names)) == 1000


def test_twenty_thousand_names_that_share_all_their_ends_are_grouped() -> None:
    names = [(f"Ann{n} Ministry of State Affairs", ORG) for n in range(20_000)]
    assert len(grouped(*names, ("State Affairs", ORG), ("MSA", ORG))) == 20_002


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(1, 8), st.integers(0, 3), st.sampled_from(list(EntityType)))),
)
def test_every_mention_is_in_exactly_one_entity(
    text: str, steps: list[tuple[int, int, EntityType]]
) -> None:
    spans, end = [], 0
    for length, gap, kind in steps:
        start, end = end + gap, end + gap + length
        if end <= len(text):
            spans.append(Span(start, end, kind))
    entities: tuple[Entity, ...] = group(text, spans)
    mentions = [(m.start, m.end) for e in entities for m in e.mentions]
    assert sorted(mentions) == [(span.start, span.end) for span in spans]
    assert all(text[m.start : m.end] == m.text for e in entities for m in e.mentions)
    assert [e.id for e in entities] == [f"e{n}" for n in range(1, len(entities) + 1)]


def test_an_expression_has_its_date_and_one_with_two_dates_is_two() -> None:
    spans = [
        Span(0, 6, DATE, 0.9, "2025-05-09", "day"),
        Span(7, 13, DATE, 0.9, "2025-05-09", "day"),
        Span(14, 20, DATE, 0.9, "2025-05-16", "day"),
    ]
    assert [(e.date, e.date_precision, e.count) for e in group("Friday " * 3, spans)] == [
        ("2025-05-09", "day", 2),
        ("2025-05-16", "day", 1),
    ]


def of_text(text: str, *names: tuple[str, EntityType]) -> list[tuple[str, list[str]]]:
    """The entities of a text with these names."""
    spans = [Span(text.index(name), text.index(name) + len(name), kind) for name, kind in names]
    return [(e.name, [m.text for m in e.mentions]) for e in group(text, spans)]


def test_an_old_name_belongs_to_the_new_one() -> None:
    text = "Chirp (formerly known as the Tweeter) fell."
    assert of_text(text, ("Chirp", ORG), ("Tweeter", ORG)) == [("Chirp", ["Chirp", "Tweeter"])]


def test_a_new_name_of_one_letter_belongs_to_the_old_one() -> None:
    text = "On Z, formerly Tweeter, he wrote."
    assert of_text(text, ("Z", ORG), ("Tweeter", ORG)) == [("Tweeter", ["Z", "Tweeter"])]


def test_two_names_with_other_words_between_stay_two() -> None:
    for text in ("Chirp, formerly of Tweeter", "Chirp and Tweeter", "Chirp was formerly Tweeter"):
        assert len(of_text(text, ("Chirp", ORG), ("Tweeter", ORG))) == 2
    assert len(of_text("Bo Ray, formerly Acme", ("Bo Ray", PERSON), ("Acme", ORG))) == 2


def test_two_people_who_are_named_together_stay_two() -> None:
    for between in (" and ", " and his son ", ", and her elder brother, President "):
        text = f"George Bush{between}George W. Bush came. Bush left."
        spans = [
            Span(text.index(name), text.index(name) + len(name), PERSON)
            for name in ("George Bush", "George W. Bush", "Bush left")
        ]
        spans[2] = Span(spans[2].start, spans[2].start + 4, PERSON)
        names = [entity.name for entity in group(text, spans)]
        assert names == ["George Bush", "George W. Bush", "Bush"]


def test_a_shorter_form_elsewhere_is_the_same_person() -> None:
    text = "George W. Bush came and waved. George Bush left."
    found = of_text(text, ("George W. Bush", PERSON), ("George Bush", PERSON))
    assert found == [("George W. Bush", ["George W. Bush", "George Bush"])]
