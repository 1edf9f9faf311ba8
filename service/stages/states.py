"""How American and Canadian news prints the state or province that a town lies in.

"Paris, Texas", "Columbus, Ga.", "Portland, ME 04101": the name in full, the abbreviation of the
style books, or the code of the post. An abbreviation is one only behind a comma.
"""

import re

# The name, then its abbreviations, the last by the post.
_TABLE = """
    Alabama, Ala., AL
    Alaska, AK
    Arizona, Ariz., AZ
    Arkansas, Ark., AR
    California, Calif., Cal., CA
    Colorado, Colo., CO
    Connecticut, Conn., CT
    Delaware, Del., DE
    Florida, Fla., FL
    Georgia, Ga., GA
    Hawaii, HI
    Idaho, ID
    Illinois, Ill., IL
    Indiana, Ind., IN
    Iowa, IA
    Kansas, Kan., Kans., KS
    Kentucky, Ky., KY
    Louisiana, La., LA
    Maine, ME
    Maryland, Md., MD
    Massachusetts, Mass., MA
    Michigan, Mich., MI
    Minnesota, Minn., MN
    Mississippi, Miss., MS
    Missouri, Mo., MO
    Montana, Mont., MT
    Nebraska, Neb., Nebr., NE
    Nevada, Nev., NV
    New Hampshire, N.H., NH
    New Jersey, N.J., NJ
    New Mexico, N.M., NM
    New York, N.Y., NY
    North Carolina, N.C., NC
    North Dakota, N.D., ND
    Ohio, OH
    Oklahoma, Okla., OK
    Oregon, Ore., OR
    Pennsylvania, Pa., Penn., PA
    Rhode Island, R.I., RI
    South Carolina, S.C., SC
    South Dakota, S.D., SD
    Tennessee, Tenn., TN
    Texas, Tex., TX
    Utah, UT
    Vermont, Vt., VT
    Virginia, Va., VA
    Washington, Wash., WA
    West Virginia, W.Va., W. Va., WV
    Wisconsin, Wis., Wisc., WI
    Wyoming, Wyo., WY
    Alberta, Alta., AB
    British Columbia, B.C., BC
    Manitoba, Man., MB
    New Brunswick, N.B., NB
    Newfoundland and Labrador, Nfld., N.L., NL
    Northwest Territories, N.W.T., NT
    Nova Scotia, N.S., NS
    Nunavut, NU
    Ontario, Ont., ON
    Prince Edward Island, P.E.I., PE
    Quebec, Que., QC
    Saskatchewan, Sask., SK
    Yukon, YT
"""
_ROWS = [[form.strip() for form in line.split(",")] for line in _TABLE.strip().splitlines()]

# By each way of printing it, the name in full.
STATES = {form: forms[0] for forms in _ROWS for form in forms}

_CITIES = {"New York", "Washington"}  # "Chicago, New York and Boston" are three cities
_FORMS = "|".join(re.escape(form) for form in sorted({*STATES} - _CITIES, key=len, reverse=True))
_LISTED = rf"(?:and|or)\b(?! [A-Z][\w. ]{{0,40}}, (?:{_FORMS}))"
_BEHIND = re.compile(
    rf",\s{{1,2}}({_FORMS})(?!\w|['’-]\w)"
    r"(?:(?<=\.)|(?! +[A-Z]))"  # neither "Maine Medical Center" nor "OR BOSTON"
    rf"(?! {_LISTED}|,? (?:(?:and|or) )?(?:{_FORMS})(?!\w))"  # nor one of "Maine and Vermont"
)

_STATE_AFTER = re.compile(r"\s+state\b", re.IGNORECASE)
_STATE_BEFORE = re.compile(r"\bstate\s+of\s+$", re.IGNORECASE)
_CAPITAL_AFTER = re.compile(r",?\s+(?:D\.\s?C\.|DC\b)")
_LONGEST_BEFORE = 20  # code points of "state of" and its blanks


def printed_behind(text: str, end: int) -> str | None:
    """The state behind a comma at `end`, where a name ends, as it is printed there."""
    if not text.startswith(",", end):
        return None
    found = _BEHIND.match(text, end)
    return found[1] if found else None


def is_called_a_state(text: str, start: int, end: int) -> bool:
    """Whether the name in `text[start:end]` is that of "Washington state", "the state of ..."."""
    before = text[max(0, start - _LONGEST_BEFORE) : start]
    return bool(_STATE_AFTER.match(text, end) or _STATE_BEFORE.search(before))


def is_called_a_capital(text: str, end: int) -> bool:
    """Whether a name that ends at `end` is that of "Washington, D.C."."""
    return _CAPITAL_AFTER.match(text, end) is not None
