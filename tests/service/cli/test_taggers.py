"""The taggers are chosen by setting, and one that cannot be had is one line and exit 2."""

import json
from pathlib import Path

import pytest
import spacy

from tests.service.cli.running import copydesk, said

ARTICLE = b'{"id": "1", "language": "de", "body": "Angela Merkel war in Bonn."}'


def test_a_language_gets_the_pipeline_that_is_set_for_it(tmp_path: Path) -> None:
    nlp = spacy.blank("de")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "LOC", "pattern": "Bonn"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "made")
    process = copydesk(
        "stage", "tag", stdin=ARTICLE, COPYDESK_TAGGERS=f"de=spacy:{tmp_path / 'made'}"
    )
    assert (process.returncode, process.stderr) == (0, b"")
    assert [entity["name"] for entity in json.loads(process.stdout)["entities"]] == ["Bonn"]
    # The control: without the setting nobody tags German.
    event = json.loads(copydesk("stage", "tag", stdin=ARTICLE).stdout)
    assert (event["entities"], event["status"]["entities"]["state"]) == ([], "skipped")


@pytest.mark.parametrize("command", [("stage", "tag"), ("run",), ("worker",)])
@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("COPYDESK_TAGGERS", "de=fast,de=gazetteer", "'de' has two backends"),
        ("COPYDESK_TAGGERS", "de=spacy:de_not_there", "no spaCy pipeline 'de_not_there'"),
        ("COPYDESK_TAGGERS", "de=oracle", "no tagger 'oracle'"),
        ("COPYDESK_TAGGERS", "german", "'german' is not language=backend"),
        ("COPYDESK_TAGGER", "oracle", "Input should be"),
        ("COPYDESK_TAGGER_MODEL", "xx_not_there", "no weights in 'xx_not_there'"),
    ],
)
def test_a_tagger_that_cannot_be_had_is_one_line(
    command: tuple[str, ...], setting: str, value: str, why: str
) -> None:
    process = copydesk(*command, stdin=ARTICLE, environment={setting: value})
    assert process.returncode == 2
    line = said(process)
    assert line.startswith(f"copydesk: {setting}: ")
    assert why in line


@pytest.mark.parametrize(
    ("name", "model", "line"),
    [
        ("spacy", "json", "COPYDESK_TAGGER_MODEL: no spaCy pipeline 'json' is installed"),
        ("gliner", "a/model", "COPYDESK_TAGGER: tagger gliner needs the extra"),
    ],
)
def test_the_one_setting_that_is_wrong_is_named(name: str, model: str, line: str) -> None:
    process = copydesk(
        "stage", "tag", stdin=ARTICLE, COPYDESK_TAGGER=name, COPYDESK_TAGGER_MODEL=model
    )
    assert process.returncode == 2
    assert said(process).startswith(f"copydesk: {line}")


@pytest.mark.parametrize(
    "command", [("stage", "tag"), ("stage", "tag", "--explain"), ("explain", "-")]
)
def test_a_pipeline_that_shows_only_when_loaded_to_be_none_is_one_line(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    spacy.blank("en").to_disk(tmp_path / "made")
    (tmp_path / "made" / "config.cfg").write_text("[nlp]\nlang = nothing\n\n")
    process = copydesk(
        *command,
        stdin=ARTICLE,
        COPYDESK_TAGGER="spacy",
        COPYDESK_TAGGER_MODEL=str(tmp_path / "made"),
    )
    assert process.returncode == 2
    assert "tagger spacy: cannot load" in said(process)
