"""What dates, times and amounts look like in English, as regular expressions.

Each is to be matched where a word begins, and repeats nothing without a bound.
"""

import re

from service.stages.tag.units import (
    ABBREVIATED_MONTHS,
    CURRENCIES,
    CURRENCY_CODES,
    HOLIDAYS,
    MONTHS,
    NUMBERS,
    SYMBOLS,
    UNITS,
    WEEKDAYS,
)


def _any(*words: str) -> str:
    """Any of the words, as they are, capitalised or in capitals; the longest first."""
    forms = {form for word in words for form in (word, word.capitalize(), word.upper())}
    return "(?:" + "|".join(sorted(forms, key=lambda form: (-len(form), form))) + ")"


_GROUPS = r"\d{1,3}(?:(?:,\d{3}){1,4}|(?:[ \u00a0\u202f]\d{3}){1,4})"  # "10,000", "10 000"
_DIGITS = rf"(?:{_GROUPS}|\d{{1,12}})(?!\d)(?:\.\d{{1,6}}(?!\d))?"
_WORDS = _any(*NUMBERS)
_NUMBER = rf"(?:{_DIGITS}|{_WORDS}(?:-{_WORDS})?(?!\w))"
_BIG = r"(?:[ -](?:hundred|thousand|lakh|crore|million|billion|trillion)\b){0,2}"
_SHORT = r"\s?(?:bn|mn|tn|[mMkKbB])\b"
_GLUED = r"(?:thousand|million|billion|trillion)\b"  # "£1million"
_AMOUNT = rf"{_NUMBER}(?:\s?(?:-|–|to|or)\s?{_NUMBER})?{_BIG}"
_MONTH = rf"(?P<month>(?:{_any(*MONTHS)}|{_any(*ABBREVIATED_MONTHS)}\.?)(?!\w))"
_WEEKDAY = rf"(?P<weekday>{_any(*WEEKDAYS)})(?!\w)"
_YEAR = r"(?:1[5-9]|20)\d\d(?![\d%]|[,.]\d)"
_OF_YEAR = (  # "2024", "of 2024", "last year"; which one "that year" is, is not told
    rf"(?:,?(?: of)? (?P<year>{_YEAR})|(?: of)? (?P<which>last|this|next|that|each|every"
    r"|the (?:same|previous|following)) year\b(?!['’]s))"
)
_DAYTIME = r"(?:morning|afternoon|evening|night)\b"

MONEY = re.compile(
    rf"(?:[{SYMBOLS}]|(?:{'|'.join(CURRENCY_CODES)}|Rs\.?) ?(?=\d))\s?{_DIGITS}"
    rf"(?:\s?(?:-|–|to)\s?[{SYMBOLS}]?{_DIGITS})?(?:{_SHORT}|{_GLUED}|{_BIG})"
)
MONEY_IN_WORDS = re.compile(
    rf"{_AMOUNT}(?:{_SHORT})?[ -]"
    r"(?:(?:U\.?S\.?|Swiss|Canadian|Australian|Hong Kong|Singapore|CFA) )?"
    rf"(?:{CURRENCIES}|{'|'.join(CURRENCY_CODES)})\b"
    rf"|{_NUMBER}[ -](?:thousand|million|billion|trillion) pounds\b"
)
PERCENT = re.compile(
    rf"{_AMOUNT}(?:\s?%(?!\w)|[ -](?:per ?cent|(?:percentage|basis)[ -]points?|pct)\b)"
)
QUANTITY = re.compile(rf"{_AMOUNT}(?:(?:[ -]|(?<=\d))(?:{UNITS})(?!\w)|\s?°\s?(?:[CF]\b)?)")
LENGTH = re.compile(
    rf"(?P<amount>{_AMOUNT}|[Aa]n?)[ -](?:(?P<unit>second|minute|hour|day|week|month|year|decade"
    r"|century)s?|centuries)\b(?![ -]olds?\b)(?P<ago> ago\b)?"
)
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)(?:[T ](\d\d):(\d\d)(?::\d\d)?(Z)?(?![\d:]))?")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}{_OF_YEAR}?")
MONTH_FIRST = re.compile(
    rf"{_MONTH}(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%]|[,.]\d|\s?[ap]\.?m\b)"
    rf"(?P<to>\s?[-–]\s?\d{{1,2}}(?!\d))?)?{_OF_YEAR}?"
)
UNTIL_DAY = re.compile(r"\s?[-–—]\s?| (?:to|and) ")
REMEMBERED = re.compile(  # what a day names for years: "the Sept. 11 attacks"
    r"\.?(?: (?!(?:after|and|at|before|by|for|from|in|of|on|to|with)\b)[\w’'-]+){0,2}? (?:attacks?"
    r"|bombings?|coup|crash|disaster|earthquake|explosions?|hijack\w+|insurrection|killings?"
    r"|massacres?|revolution|riot(?:s|ers?)?|shootings?|terror\w*|tsunami|uprising)\b",
    re.IGNORECASE,
)
ADVERBIAL = re.compile(r"\b(?:[Oo]n|[Ss]ince|[Ff]rom|[Bb]y|[Uu]ntil) \Z")
DAY_OF_WEEK = re.compile(
    rf"{_WEEKDAY}(?P<time> {_DAYTIME})?(?: (?:of )?(?P<week>last|this|next) week\b(?!['’]s))?"
)
EVERY = re.compile(r"\b(?:every|each) \Z", re.IGNORECASE)
TIME_OF_DAY = re.compile(rf" {_DAYTIME}")
HOLIDAY = re.compile(  # not "Easter Island"
    "(?P<holiday>"
    + "|".join(sorted(HOLIDAYS, key=lambda name: -len(name))).replace("’", "['’]")
    + rf")\b(?:,? (?P<year>{_YEAR}))?(?![-\w]| [A-Z])"
)
AGE = re.compile(r"\d{1,2}(?:st|nd|rd|th)[ -]century\b|[12]\d\d0s\b")
YEAR_ALONE = re.compile(rf"({_YEAR})(?P<to>[-–/](?:\d{{4}}|\d\d)(?!\d))?(?![\w:/–-])")
CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:(?P<colon>[:.]?)(?P<minute>\d\d)(?!\d))?"
    r"(?:\s?(?:(?P<half>[aApP])(?:\.[mM]\.|[mM]\b)|(?P<clock>o['’]clock\b)))?"
    r"(?:\s(?P<zone>GMT|UTC|CES?T|E[SD]?T|P[SD]T|BST|IST|MSK)\b)?"
)
RELATIVE = re.compile(
    rf"(?P<which>\w{{4,6}}) (?:{_WEEKDAY}(?P<time> {_DAYTIME})?|{_MONTH}|(?P<daytime>{_DAYTIME})"
    r"|(?P<unit>year|month|week(?:end|s)?|quarter|decade|century|spring|summer|autumn|fall|winter"
    rf"|season|days|months|years)\b|(?:few|couple of|several|{_NUMBER}) "
    r"(?:days|weeks|months|years|decades)\b)"
)

BEFORE_YEAR = re.compile(
    r"\b(?:in|since|of|by|from|until|till|to|and|or|during|before|after|through|between|early|late"
    r"|mid|fiscal|year|around|circa|for|the|[Ii]n|[Ss]ince|[Bb]y|[Ff]rom|[Bb]etween)[ -]\Z|\(\Z"
)
NOT_A_YEAR = re.compile(r" (?:people|men|women|children|troops|soldiers|others|more|jobs|homes)\b")
BEFORE_MONTH = re.compile(
    r"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|till|[Ll]ast|[Nn]ext|[Ee]arly|[Ll]ate|[Dd]uring|of|by|from"
    r"|between|before|after|through)[ -](?:early |late |mid-)?\Z"
)
BEFORE_CLOCK = re.compile(r"\b(?:at|by|until|till|from|around|before|after|since|to) \Z")
JOINT = re.compile(r"(?:,? | (?:on|at|by|around|until|before|after|from) |, (?:on|at) )\Z")
WORD = re.compile(r"\w+")
SYMBOL = re.compile(rf"[{SYMBOLS}]")
