"""What sort of page an article was found on, and what a page is that has none."""

import re
from collections.abc import Sequence

from schemas.article import PageKind
from service.stages.clean.layout import Page
from service.stages.clean.lines import Line

_STUB = 300  # words; whoever can read more has read an article
_CLOCKS = 5  # entries under a time of the day that make a live blog
_PICTURES = 4  # captions that make a gallery
_NEAR = 15  # lines below the article in which a paywall says so
_CONSENT = 0.5  # of the words: a wall of cookies, whatever else is on it

_LIVE = re.compile(
    r"\blive[ -]?(?:blog|updates?|ticker|coverage|feed)\b|\blive:|\bas it happened\b"
    r"|\b(?:news|live)-?ticker\b|\ben direct\b|\ben directo\b|\bdiretta\b|\bна живо\b|\bонлайн:",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:\d{1,2}[.:]\d\d ?(?:[ap]\.?m\.?)?(?: ?(?:Uhr|h|[A-Z]{2,4}))?|\d+ ?(?:min|h|hours?)\.? ago)"
    r"(?:\W{1,3}\w{3,9}\W{0,2}\d{0,2}\W{0,3}\w{0,4})?",
    re.IGNORECASE,
)
_GALLERY = re.compile(
    r"\b(?:photos|in pictures|gallery|slideshow|bilderstrecke|fotostrecke|bildergalerie|galería"
    r"|galerie|fotogalería|fotogalerie|galeria|фотогалерея|photo essay)\b",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"to continue reading|to (?:read|unlock|access) (?:this|the (?:full|rest)|more)"
    r"|already (?:a|have a) (?:subscri|digital|paid|member)|for subscribers only"
    r"|(?:exclusive|available) (?:to|for) (?:our )?(?:paid )?(?:subscribers|members)"
    r"|subscribe (?:now )?to (?:read|keep|continue|get full)|subscriber[- ]only|premium content"
    r"|this (?:article|story|content) is (?:for|only|reserved|exclusive)"
    r"|free articles? (?:left|this)"
    r"|weiterlesen mit|jetzt weiterlesen|nur für abonnenten|mit .{0,20}\babo\b.{0,20}lesen"
    r"|réservée? (?:à nos|aux) abonn|para suscriptores|solo para suscriptores|per gli abbonati"
    r"|dla (?:naszych )?(?:subskrybentów|prenumeratorów)|только (?:по подписке|для подписчиков)"
    r"|有料会員|会員限定|付费(?:阅读|会员)",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"\b(?:uses?|using|accept|store|stores|manage|all|our|of|necessary|essential) cookies\b"
    r"|\bcookie (?:policy|settings|preferences|consent|notice|banner)\b"
    r"|\bour (?:\d+ )?partners\b|information on a device|\byour (?:consent|privacy)\b"
    r"|manage (?:options|preferences)|accept all|reject all|personali[sz]ed (?:ads|content)"
    r"|\beinwilligung\b|\bdatenschutz\b|\bzustimm|\bconsentimiento\b|\bconsentement\b"
    r"|\bciasteczka\b|файлы cookie",
    re.IGNORECASE,
)
# One of these is in all that _COOKIES finds; most lines have none, which is soon seen.
_COOKIE_HINTS = (
    *("cookie", "partners", "on a device", "your consent", "your privacy", "manage options"),
    *("manage preferences", "accept all", "reject all", "personali", "einwilligung"),
    *("datenschutz", "zustimm", "consent", "ciasteczka"),
)
_ERROR = re.compile(
    r"\b(?:page|article|story|site) (?:was |is |can ?not be |could not be )?not? ?found\b"
    r"|\b(?:error )?40[34]\b|access (?:is )?denied|seite (?:wurde )?nicht gefunden"
    r"|page introuvable|página no encontrada|страница не найдена|no longer (?:available|exists)"
    r"|(?:enable|turn on|requires?) javascript|are you a (?:robot|human)|verify you are",
    re.IGNORECASE,
)


def kind_of(page: Page, lines: Sequence[Line], url: str | None) -> PageKind:
    """The kind by what the page says of itself, else by its look."""
    stated = page.said.stated
    about = f"{page.title or ''} {(url or '').replace('-', ' ').replace('/', ' ')}"
    words = sum(len(paragraph.split()) for paragraph in page.paragraphs)
    if "LiveBlogPosting" in stated.types:
        return PageKind.LIVE_BLOG
    clocks = sum(line.words <= 6 and _CLOCK.fullmatch(line.text) is not None for line in lines)
    if clocks >= _CLOCKS and _LIVE.search(about):
        return PageKind.LIVE_BLOG
    told = sum(len(caption.split()) for caption in page.captions)
    many = len(page.captions) >= _PICTURES and told > words
    if many or ("ImageGallery" in stated.types and told > words / 2):
        return PageKind.GALLERY
    if len(page.captions) >= _PICTURES and 2 * told > words and _GALLERY.search(about):
        return PageKind.GALLERY
    if words < _STUB and (stated.free is False or _has_paywall(page, lines)):
        return PageKind.PAYWALL_STUB
    return PageKind.ARTICLE


def is_cookie_wall(lines: Sequence[Line]) -> bool:
    """Whether most of what there is to read asks for consent."""
    long = [line for line in lines if line.words > 3]
    spare = (1 - _CONSENT) * sum(line.words for line in long)
    asking = 0
    for line in long:
        lowered = line.text.lower()
        if any(hint in lowered for hint in _COOKIE_HINTS) and _COOKIES.search(line.text):
            asking += line.words
        else:
            spare -= line.words  # of what may ask for nothing
            if spare <= 0:
                return False
    return asking > 0


def nothing_to_read(lines: Sequence[Line]) -> str:
    """Why there is no article among the lines of a page, in words."""
    what = f"no article among the {len(lines)} visible lines of the page"
    if is_cookie_wall(lines):
        return f"a cookie wall: {what}"
    if any(line.words <= 20 and _PAYWALL.search(line.text) for line in lines):
        return f"a paywall: {what}"
    if any(line.words <= 20 and _ERROR.search(line.text) for line in lines[:50]):
        return f"an error page: {what}"
    return what


def _has_paywall(page: Page, lines: Sequence[Line]) -> bool:
    """Whether one of the first lines taken out below the article sells the rest of it."""
    near = lines[page.last + 1 : page.last + 1 + _NEAR]
    return any(line.words <= 40 and _PAYWALL.search(line.text) for line in near)
