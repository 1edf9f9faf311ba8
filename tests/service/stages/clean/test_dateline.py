import pytest

from service.stages.clean.dateline import dateline_of


@pytest.mark.parametrize(
    ("paragraph", "place"),
    [
        ("MOSCOW — The president said", "MOSCOW"),
        ("ABUJA, Nigeria — At least", "ABUJA, Nigeria"),
        ("LOS ANGELES (AP) — Fire", "LOS ANGELES"),
        ("PARIS, May 3 (Reuters) - Bakers", "PARIS"),
        ("Berlin (dpa) - Die Stadt", "Berlin"),
        ("МОСКВА — Президент", "МОСКВА"),
        ("LONDON, 5 March (Xinhua) -- The", "LONDON"),
        ("MADRID, 5 Mar. (EUROPA PRESS) - El", "MADRID"),
        ("LAS VEGAS, Jan. 11, 2012 – The", "LAS VEGAS"),
        ("Washington CNN — The", "Washington"),
        ("ABUJA, Nigeria AP — The", "ABUJA, Nigeria"),
        ("NEW YORK (Reuters Health) - A", "NEW YORK"),
        ("NEW YORK—Barbie", "NEW YORK"),
        ("Kirchlinteln (dpa/lni) – Ein", "Kirchlinteln"),
        ("МОСКВА, 5 марта. /ТАСС/. Президент", "МОСКВА"),
        ("МОСКВА, 4 янв - РИА Новости. Вагоны", "МОСКВА"),
        ("Киев (УНИАН) — Президент", "Киев"),
        ("Денвер, Январь 05 (Новый Регион) – Суд", "Денвер"),
        ("AUSTIN, Texas--(BUSINESS WIRE)--Acme", "AUSTIN, Texas"),
        ("SAN DIEGO--(BUSINESS WIRE)--Acme", "SAN DIEGO"),
        ("NEW YORK, Oct. 3, 2024 /PRNewswire/ -- Acme", "NEW YORK"),
        ("DALLAS /PRNewswire/ -- Acme", "DALLAS"),
        ("DALLAS--a town in Texas--has", None),
        ("Dallas--(and Austin)--have", None),
        ("COVID-19 — The ministry", None),
        ("NATO — The alliance", None),
        ("UPDATE — The road", None),
        ("WATCH — The road", None),
        ("BREAKING NEWS — The road", None),
        ("Tech (AP) — The firm", None),
        ("THURSDAY, Dec. 15 (HealthDay News) -- A", None),
        ("Large Language Models (LLM) – Machines", None),
        ("Jane Doe (Labour) – The member", None),
        ("PDF — A format", None),
        ("Then — as now — nobody", None),
        ("The deal (worth millions) - a record", None),
        ("A man walked", None),
    ],
)
def test_a_dateline_is_the_place_as_printed(paragraph: str, place: str | None) -> None:
    assert dateline_of(paragraph) == place
