"""Whether a sentence says that a day is over or still to come, by the verbs around the day.

The verb that a day belongs to mostly stands before it ("will meet on Tuesday"), so the last one
there tells. Where a sentence opens with the day ("On Tuesday they will meet"), it is the first one
behind. A verb that reports ("he will resign, she said Monday") parts what was said from the day.
"""

import re
from typing import Literal

Tense = Literal["past", "future"]

REACH = 80  # code points before or behind a day in which a verb is looked for

_IRREGULAR = (  # past forms that are not the present, too, as "put" and "read" are
    "became|began|broke|brought|built|came|caught|died|drew|fell|fled|flew|fought|found|gave|got"
    "|grew|held|kept|left|lost|made|met|paid|ran|rose|sank|saw|sent|shot|sold|spent|stood|struck"
    "|taken|threw|took|went|won"
)
_PARTICIPLE = rf"(?:[a-z]+ed|{_IRREGULAR})"
# Plans that are told in the present: "polls open on Sunday".
_PLANNED = (
    "begin|close|expire|go|kick off|meet|open|resume|return|start|take effect|take place|vote"
)
_PLANNED_ONE = "begins|closes|expires|goes|kicks off|meets|opens|resumes|takes effect|takes place"
# Not the full stop of an abbreviation: "Sen. Smith", "the U.S. Senate".
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?][\"'”’)]{0,2}(?:\s|\Z)|\n"
)
_CUE = re.compile(
    r"(?P<future>\b(?:will|shall|won['’]t|would(?! have)|upcoming|(?:set|going|plans?) to"
    r"|(?:slated|due|(?<!the )(?<!a )(?:scheduled|expected|planned))(?: to \w+)?)\b|['’]ll\b"
    rf"|\bbe\b(?: \w+ly)?(?: {_PARTICIPLE}\b(?: and {_PARTICIPLE}\b)?)?"
    rf"|(?<=[^ia'’]s )(?:{_PLANNED})\b|\bthey (?:{_PLANNED})\b|\b(?:{_PLANNED_ONE})\b)"
    r"|(?P<report>\b(?:said|told|reported|announced|added|wrote)\b)"
    rf"|(?P<neither>\b(?:says?|tells?|to (?:appear|{_PLANNED}))\b"
    rf"|\b(?:is|are)\b(?: \w+ly)?(?: (?!scheduled|expected|planned){_PARTICIPLE}\b)?)"
    r"|(?P<past>\b(?:was|were|had|did|(?:has|have|been)\b(?: \w+ly)? "
    rf"{_PARTICIPLE}|{_IRREGULAR})\b)"
    r"|(?P<participle>(?<![\w-])[a-z]{2,}ed(?![\w-]))"
)
_IS = re.compile(r"\b(?:is|are)(?: (?:now|only))?(?: (?:at|by|for|from|in|on))? \Z")
_TO_COME = re.compile(
    r"\b(?:(?:by|until|before|ahead of|deadline of)(?: the)?|for) \Z", re.IGNORECASE
)
_BEEN = re.compile(r"\b(?:was|were|had|did)\b")
# What was arranged or looked for is to come all the same: "was scheduled for", "was unlikely to".
_ARRANGED = re.compile(
    r"\b(?:(?:re)?scheduled|slated|due|set for|planned|postponed|adjourned|(?:un)?likely to"
    r"|(?:expect|hope|plan|aim|want|intend|need)\w* to)\b[^.;!?]*\Z"
)
_HAD_BEEN = re.compile(r"\bhad (?:\w+ )?been\b")
_CAME_OTHERWISE = re.compile(r"[^.;!?\n]{0,12}\b(?:but|was|were)\b")
_OPENING = re.compile(r"[\"'“‘]?(?:(?:But|And|Then) )?(?:[Oo]n|From|Starting|Beginning) \Z")
_BESIDE = re.compile(r",? (?:(?:early|late) )?(?:(?:at|from|in|on|since) )?(?:early |late )?\Z")
_WITH_ON = re.compile(r"\b(?:on|since) \Z")


def tense_around(text: str, start: int, end: int) -> Tense | None:
    """What the sentence says of the day at [start, end); None where it says nothing."""
    at = max(0, start - REACH)
    before = text[at:start]
    if _TO_COME.search(before):
        if _BEEN.search(before) is None:
            return "future"
        arranged = _ARRANGED.search(before) and not _HAD_BEEN.search(before)
        return "future" if arranged and not _CAME_OTHERWISE.match(text, end) else None
    if _IS.search(before):
        return "future"
    stops = list(_SENTENCE_END.finditer(before))
    if stops:
        before = before[stops[-1].end() :]
    cues = list(_CUE.finditer(before))
    if cues or not (stops or at == 0):  # or its beginning, and with it the verb, is out of reach
        return _last(cues, before)
    behind = text[end : end + REACH]
    stop = _SENTENCE_END.search(behind)
    return _first(behind[: stop.start()] if stop else behind, opens=bool(_OPENING.match(before)))


def _last(cues: list[re.Match[str]], before: str) -> Tense | None:
    """What the last verb before a day says of it."""
    tense: Tense | None = None
    for cue in cues:
        if cue["future"]:
            tense = "future"
        elif cue["neither"]:
            tense = None
        elif cue["past"] or _BESIDE.match(before, cue.end()):
            tense = "past"  # "arrested on Monday", "said Monday"
        elif cue["report"]:
            tense = None
        elif tense is None and _WITH_ON.search(before):
            tense = "past"  # not "will meet the man accused of it on Monday"
    return tense


def _first(behind: str, opens: bool) -> Tense | None:
    """What the first verb behind a day says of it, if it `opens` the sentence or its subject."""
    cue = None if behind.startswith(("'", "’", "-")) else _CUE.search(behind)
    if cue is None or cue["neither"] or (cue["report"] and not opens):
        return None
    return "future" if cue["future"] else "past"
