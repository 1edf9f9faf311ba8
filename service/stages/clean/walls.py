"""Pages that stand before an article or in its place: cookie walls, paywalls, errors."""

import re
from collections.abc import Iterable, Sequence

from service.stages.clean.lines import Line
from service.stages.clean.page import has_any

_CONSENT = 0.5  # of the words: a wall of cookies, whatever else is on it
_SHORT = 800  # code points; a wall says no more, in any language
_TITLE = 0.4  # of a title that names an error; the rest is the site's name
_NOTICE = 20  # words of a line that sells the article, or says that there is none

_PROSE = 3  # paragraphs; a page with as many reports no error, whatever a player of it asks for

PAYWALL = re.compile(
    r"to continue reading|(?<!permission )to (?:read|unlock|access) (?:this|the (?:full|rest)|more)"
    r"|already (?:a|have a) (?:subscri|digital|paid|member)|for subscribers only"
    r"|(?:exclusive|available) (?:to|for) (?:our )?(?:paid )?(?:subscribers|members)"
    r"|subscribe (?:now )?to (?:read|keep|continue|get full)|subscriber[- ]only|premium content"
    r"|this (?:article|story|content) is (?:for|only|reserved|exclusive)"
    r"|free articles? (?:left|this)"
    r"|weiterlesen mit|jetzt weiterlesen|nur für abonnent|mit .{0,20}\babo\b.{0,20}lesen"
    r"|réservée?s? (?:à nos|aux) abonn|abonnez-vous pour (?:lire|continuer|accéder)"
    r"|il vous reste \d+ ?% de cet article"
    r"|para (?:nuestros )?suscriptores|suscríbete para|suscríbase para"
    r"|per (?:gli|i nostri) abbonati|riservat[oaie] (?:agli|ai nostri) abbonati"
    r"|abbonati per (?:continuare|leggere)"
    r"|(?:alleen|exclusief) voor abonnees|word abonnee om|para (?:os )?assinantes|assine para"
    r"|dla (?:naszych )?(?:subskrybentów|prenumeratorów)|только (?:по подписке|для подписчиков)"
    r"|有料会員|会員限定|付费(?:阅读|会员)|구독자 전용",
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
# A short page asks for consent where it names the matter, speaks to its reader and gives a choice,
# each in any language: a recipe for cookies does the first alone.
_ASKING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![a-z])cookies?(?![a-z])|\bprivacy\b|privatsphäre|datenschutz|\bvie privée"
        r"|confidentialité|privacidad|riservatezza|prywatnoś|ciastecz|\bкуки\b|конфиденциальн"
        r"|απορρήτ|çerez|クッキー|プライバシー|隐私|隱私|쿠키|개인정보",
        r"\b(?:we|our|you|your|this (?:web)?site|wir|uns|unsere[rnm]?|sie|ihre?[rnm]?|nous|nos"
        r"|notre|vous|vos|votre|usamos|utilizamos|nuestr[oa]s?|sus?|tus?|puedes?|este sit?io"
        r"|usiamo|utilizziamo|nostr[ioae]|puoi|questo sito|wij|ons|onze|uw?|deze (?:web)?site|je"
        r"|noss[oa]s?|seus?|você|este site|używamy|stosujemy|nasz\w*|twoj\w*|мы|наш\w*|вы|ваш\w*"
        r"|этот сайт|χρησιμοποιούμε|σας|μας|sizin|kullanıyoruz)\b"
        r"|当サイト|このサイト|本サイト|当社|我们|我們|本网站|本網站|您|저희|귀하",
        r"accept|akzept|acept|accett|aceit|akcept|reject|refus|rifiut|rechaz|recus|weiger|ablehn"
        r"|odrzuc|consent|consens|einwillig|zustimm|zgod|personali[sz]|personnalis|personenbez|partner"
        r"|partenaire|settings|einstellung|paramètr|impostazion|instelling|ajustes|configur"
        r"|ustawieni|прин[яи]|отклон|согла|настро|αποδοχ|αποδέχ|kabul"
        r"|同意|接受|拒绝|拒絕|拒否|設定|设置|動意|동의|설정",
    )
)
_ERROR = re.compile(
    # English
    r"\b(?:page|article|story|site|url|file|content)\b[^.]{0,40}?\b(?:not? (?:be )?found"
    r"|not exist|doesn['’]t exist|no longer (?:available|exists?)|(?:been|was) (?:re)?moved)"
    r"|\b(?:can(?:not|['’]t)|could ?n[o'’]t) find (?:that|the|this) page"
    r"|\berror[: ]{0,2}[45]\d\d\b|\b[45]\d\d[ :–—-]{1,3}(?:error|not found|forbidden|page)"
    r"|\A\W*(?:40[0-4]|410|429|50[0-4])\b"
    r"|internal server error|encountered an internal error|bad gateway|gateway time-?out"
    r"|service (?:is )?(?:temporarily )?unavailable|access (?:is |was |to this page is )?denied"
    r"|permission to (?:access|view) (?:this|the) (?:page|site|resource)"
    r"|complete your request|(?:contact|inform) the (?:server |site |web)?(?:administrator|master)"
    r"|(?:enable|turn on|requires?) (?:cookies and )?javascript|javascript (?:is disabled|and cook)"
    r"|are you a (?:robot|human)|verify (?:that )?you are|(?:checking|reload) your browser"
    r"|your browser will redirect|unusual traffic|\breference (?:number|id|#)"
    # German, French, Spanish, Italian, Dutch, Portuguese
    r"|\bseite\b[^.]{0,40}?\b(?:nicht gefunden|nicht mehr|nicht verfügbar|existiert nicht)"
    r"|interner serverfehler|zugriff verweigert|\bfehler[: ]{0,2}[45]\d\d\b"
    r"|\bpage\b[^.]{0,40}?\b(?:introuvable|non trouvée|n['’](?:existe|est) (?:pas|plus))"
    r"|erreur (?:interne|[45]\d\d\b)|accès (?:refusé|interdit)"
    r"|\bpágina\b[^.]{0,40}?\bno (?:encontrada|existe|se encuentra|está disponible)"
    r"|error interno|acceso denegado"
    r"|\bpagina\b[^.]{0,40}?\b(?:non (?:è stata )?trovata|non esiste|inesistente)"
    r"|errore (?:interno|[45]\d\d\b)|accesso negato"
    r"|\bpagina\b[^.]{0,40}?\b(?:niet (?:gevonden|beschikbaar)|bestaat niet)|toegang geweigerd"
    r"|\bpágina\b[^.]{0,40}?\bnão (?:encontrada|existe|foi encontrada)|erro interno|acesso negado"
    # Polish, Russian, Greek, Turkish
    r"|\bstron[ay]\b[^.]{0,40}?\bnie (?:istnieje|została znaleziona|znaleziono)"
    r"|nie znaleziono strony|odmowa dostępu|wewnętrzny błąd"
    r"|страниц\w\b[^.]{0,40}?\bне (?:найден|существует)|ошибка (?:сервера|[45]\d\d\b)"
    r"|доступ (?:запрещ|ограничен|закрыт)|σελίδα[^.]{0,40}?δεν (?:βρέθηκε|υπάρχει)"
    r"|sayfa[^.]{0,40}?bulunamadı"
    # Japanese, Chinese, Korean
    r"|ページ[^。]{0,20}?(?:見つかりません|存在しません)|アクセスが?拒否|サーバーエラー"
    r"|(?:页面|頁面|网页|網頁)[^。]{0,12}?(?:不存在|未找到|没有找到)|找不到[^。]{0,8}?(?:页|頁)"
    r"|访问被拒绝|服务器(?:内部)?错误|페이지를 찾을 수 없|접근이 거부",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*\s*")


def wall_of(paragraphs: Sequence[str], titles: Iterable[str]) -> str | None:
    """What a page is instead of an article, in words; None where it is one.

    Asked of what little was kept of it, and of its titles.
    """
    whole = sum(map(len, paragraphs))
    if whole > _SHORT:
        return None
    if _asks(paragraphs):
        return "a cookie wall"
    failing = sum(_saying(_ERROR, paragraph) for paragraph in paragraphs)
    return "an error page" if 2 * failing > whole or any(map(_names_error, titles)) else None


def is_cookie_wall(lines: Sequence[Line]) -> bool:
    """Whether most of what there is to read asks for consent, be it ever so long."""
    long = [line for line in lines if line.words > 3]
    spare = (1 - _CONSENT) * sum(line.words for line in long)
    asking = 0
    for line in long:
        lowered = line.text.lower()
        if has_any(lowered, _COOKIE_HINTS) and _COOKIES.search(line.text):
            asking += line.words
        else:
            spare -= line.words  # of what may ask for nothing
            if spare <= 0:
                return False
    return asking > 0


def nothing_to_read(lines: Sequence[Line]) -> str:
    """Why there is no article among the lines of a page, in words."""
    what = no_article(lines)
    if wall := wall_of([line.text for line in lines], ()):
        return f"{wall}: {what}"
    if is_cookie_wall(lines) or _asks([line.text for line in lines if line.words > 3]):
        return f"a cookie wall: {what}"
    if any(map(is_notice, lines)):
        return f"a paywall: {what}"
    errors = (line.words <= _NOTICE and _ERROR.search(line.text) for line in lines[:50])
    if sum(line.is_prose for line in lines) < _PROSE and any(errors):
        return f"an error page: {what}"
    return what


def no_article(lines: Sequence[Line]) -> str:
    """That there is none."""
    return f"no article among the {len(lines)} visible lines of the page"


def is_notice(line: Line) -> bool:
    """Whether a line says that the rest of the article is for sale."""
    return line.words <= _NOTICE and PAYWALL.search(line.text) is not None


def _asks(texts: Sequence[str]) -> bool:
    """Whether most of a short text asks for consent."""
    asking = 0
    for text in texts:
        if all(pattern.search(text) for pattern in _ASKING):
            asking += len(text)
        else:
            asking += _saying(_COOKIES, text)
    return asking > _CONSENT * sum(map(len, texts))


def _saying(pattern: re.Pattern[str], text: str) -> int:
    """How many code points of `text` are in sentences where the pattern is found."""
    return sum(len(one) for one in _SENTENCE.findall(text) if pattern.search(one))


def _names_error(title: str) -> bool:
    found = _ERROR.search(title)
    return found is not None and len(found[0]) > _TITLE * len(title)
