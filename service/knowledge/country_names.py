"""Names by which English-language news knows countries, beside those that GeoNames gives.

Each is tied to an ISO 3166-1 alpha-2 code, never to a GeoNames id: the id then comes from the
data. A name that more than one country may claim ("Congo", "Korea") is left out.
"""

# Counted only when written in capitals: "us" is a pronoun.
INITIALS = {
    "US": "US",
    "USA": "US",
    "UK": "GB",
    "UAE": "AE",
    "DRC": "CD",
    "PRC": "CN",
}

OTHER_NAMES = {
    "America": "US",
    "United States of America": "US",
    "Britain": "GB",
    "Great Britain": "GB",
    "Russian Federation": "RU",
    "People's Republic of China": "CN",
    "Republic of Korea": "KR",
    "DPR Korea": "KP",
    "Islamic Republic of Iran": "IR",
    "Emirates": "AE",
    "DR Congo": "CD",
    "Congo-Kinshasa": "CD",
    "Congo-Brazzaville": "CG",
    "Czech Republic": "CZ",
    "Slovak Republic": "SK",
    "Holland": "NL",
    "Burma": "MM",
    "Swaziland": "SZ",
    "Macedonia": "MK",
    "Cape Verde": "CV",
    "East Timor": "TL",
    "Timor-Leste": "TL",
    "Côte d'Ivoire": "CI",
    "Türkiye": "TR",
    "Bosnia": "BA",
    "Bosnia-Herzegovina": "BA",
    "Vatican City": "VA",
    "Holy See": "VA",
    "Palestine": "PS",
    "Palestinian Territories": "PS",
    "Macau": "MO",
    "Åland": "AX",
    "Falklands": "FK",
    "Trinidad": "TT",
}

# States that are no more, still listed by the data. Their names would only draw wrong links.
DISSOLVED = frozenset({"AN", "CS"})
