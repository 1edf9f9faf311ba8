"""Small pages for the tests, all invented."""

PARAGRAPHS = (
    "OSLO — The old ferry Haugtussa will carry passengers again from May, the harbour board of "
    "Oslo decided on Monday after a campaign that lasted four years.",
    "The ship was built in 1934 and lay forgotten behind a grain silo until a schoolteacher, "
    "Sigrid Moen, found its bell at a flea market.",
    "“I rang it once, and the whole market turned around,” Moen said, and laughed at the memory.",
    "Repairs will cost nine million kroner, most of it paid by the shipping company Fjordlinje.",
)
TITLE = "Forgotten Ferry Returns to the Oslo Fjord"
CAPTION = "FILE – The ferry Haugtussa in 1951, with flags on every mast. (NTP Photo/Arne Lie, File)"
BODY = "\n\n".join(PARAGRAPHS)

FLAT = "\n".join(
    [
        *("Home", "News", "Sport", TITLE, "By Kari Solberg and Jonas Ek", "March 3, 2025 14:05"),
        *(PARAGRAPHS[0], CAPTION, *PARAGRAPHS[1:]),
        *("LEAVE A REPLY", "Please enter your comment!", "Share post:", "Subscribe", "Related"),
        *("Elephants Cross a Bridge in Pune", "PUNE, India — Eleven elephants have been..."),
        "Don't miss any of our updates",
    ]
)


def html_page(body: str = BODY, head: str = "", above: str = "", below: str = "") -> str:
    """A page with the paragraphs of `body`, and markup around it."""
    paragraphs = "".join(f"<p>{paragraph}</p>\n" for paragraph in body.split("\n\n"))
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body>"
        "<nav><ul><li>Home</li><li>World</li></ul></nav>"
        f"<article><h1>{TITLE}</h1>{above}{paragraphs}{below}</article>"
        "<aside><h3>Related stories</h3><ul><li>Elephants cross a bridge</li></ul></aside>"
        "<footer><p>© 2025 The Invented Herald. All rights reserved.</p></footer></body></html>"
    )
