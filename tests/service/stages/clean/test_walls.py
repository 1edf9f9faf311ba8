"""Pages that stand before an article or in its place, in many languages."""

import pytest

from schemas.article import PageKind, RawArticle
from service.stages import Rejected
from service.stages.clean import clean
from service.stages.clean.lines import measure
from service.stages.clean.walls import nothing_to_read, wall_of


def kind(content: str, **fields: str) -> PageKind | None:
    return clean(RawArticle.model_validate({"content": content, **fields})).page_kind


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            "We value your privacy\nWe and our 842 partners store information on a device, such as "
            "cookies, and process personal data to show personalised ads.\nAccept all\nReject all",
            "a cookie wall",
        ),
        ("Herald\nSubscribe now to read this story\nLog in\nHome", "a paywall"),
        ("Herald\nPage not found\nHome\nSearch", "an error page"),
    ],
)
def test_a_page_with_nothing_to_read_is_rejected_by_its_name(content: str, why: str) -> None:
    with pytest.raises(Rejected, match=why):
        clean(RawArticle(content=content))
    lines = "".join(f"<p>{line}</p>" for line in content.split("\n"))
    with pytest.raises(Rejected, match=why):
        clean(RawArticle(content=lines, content_type="text/html"))


def test_a_page_with_prose_reports_no_error_for_the_sake_of_one_line() -> None:
    update = "Some 40,000 homes are without electricity, and most of them are in the north."
    player = "Please turn on JavaScript to use this feature"
    lines = [measure(text) for text in ("14.20", player, *[update] * 3)]
    assert nothing_to_read(lines) == "no article among the 5 visible lines of the page"
    assert nothing_to_read(lines[:4]).startswith("an error page")


def test_a_recipe_for_cookies_is_an_article() -> None:
    recipe = (
        "These cookies taste of peppermint, and the cookies keep for a week in a tin.\n"
        "Bake the cookies for twelve minutes, until the edges of each cookie turn brown."
    )
    assert kind(recipe, title="Peppermint Cookies") is PageKind.ARTICLE


CONSENT = [
    "We use cookies and similar tools on our site to measure traffic and to show advertising. You "
    "can accept all of them, or choose in the settings which of them we may use.",
    "Wir verwenden Cookies und ähnliche Technologien und verarbeiten personenbezogene Daten, um "
    "Inhalte und Anzeigen zu personalisieren. Sie können Ihre Auswahl jederzeit ändern.",
    "Nous et nos partenaires utilisons des cookies pour stocker des informations sur votre "
    "appareil. Vous pouvez les accepter ou les refuser à tout moment.",
    "Usamos cookies propias y de terceros para analizar sus hábitos de navegación. Puede aceptar "
    "todas o configurarlas en cualquier momento desde este panel.",
    "Utilizziamo i cookie per personalizzare contenuti e annunci. Puoi accettare o rifiutare tutto "
    "in qualsiasi momento tramite le impostazioni.",
    "Wij gebruiken cookies om advertenties te tonen die bij u passen. U kunt ze accepteren "
    "of weigeren via de instellingen van deze website.",
    "Utilizamos cookies para melhorar a sua experiência neste portal. Pode aceitar ou recusar o "
    "seu uso a qualquer momento, como consta na política do nosso jornal.",
    "Używamy plików cookies, aby dopasować reklamy do Twoich potrzeb. Możesz je zaakceptować albo "
    "odrzucić w dowolnym momencie w ustawieniach strony.",
    "Мы используем куки для анализа посещаемости и показа рекламы. Вы можете принять или отклонить "
    "их в любое время в настройках сайта.",
    "このサイトではクッキーを使用しています。コンテンツや広告を最適化するため、情報を共有します。"
    "同意する場合はボタンを押してください。",
    "我们使用cookie和类似技术来分析流量并展示广告。您可以接受或拒绝所有选项，也可以在设置中随时更改。",
]


@pytest.mark.parametrize("text", CONSENT)
def test_a_page_that_asks_for_consent_is_a_cookie_wall_in_any_language(text: str) -> None:
    for content in (f"Privacy\n{text}\nOK", f"<html><h2>Privacy</h2><p>{text}</p>OK</html>"):
        with pytest.raises(Rejected, match="a cookie wall"):
            clean(RawArticle(content=content))


FAILED = [
    ("Page not found", "The page you are looking for does not exist."),
    (
        "404 - Page not found | The Invented Herald",
        "Perhaps another story interests you.",
    ),
    ("Internal Server Error", "The server encountered an internal error. Please try again later."),
    ("Access Denied", "You don't have permission to access this page on this server."),
    ("Just a moment", "Please enable JavaScript and cookies to continue. Checking your browser."),
    ("Seite nicht gefunden", "Die von Ihnen gesuchte Seite existiert nicht oder wurde verschoben."),
    ("Page introuvable", "La page que vous cherchez n'existe pas ou n'existe plus sur ce site."),
    ("Página no encontrada", "La página que busca no existe o ha cambiado de dirección."),
    ("Pagina non trovata", "La pagina che stai cercando non esiste o è stata spostata altrove."),
    ("Pagina niet gevonden", "De pagina die u zoekt bestaat niet of is verplaatst naar elders."),
    ("Página não encontrada", "A página que procura não existe ou mudou de endereço no portal."),
    ("Nie znaleziono strony", "Strona, której szukasz, nie istnieje lub została przeniesiona."),
    ("Страница не найдена", "Страница, которую вы ищете, не существует или была удалена с сайта."),
    (
        "ページが見つかりません",
        "お探しのページは存在しません。削除された可能性があります。",
    ),
    ("找不到页面", "您访问的页面不存在，可能已被删除或者移动到了其他的地址。"),
]


@pytest.mark.parametrize(("title", "text"), FAILED)
def test_a_page_that_reports_an_error_is_no_article_in_any_language(title: str, text: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></html>"
    for content in (f"{title}\n{text}", page):
        with pytest.raises(Rejected, match="an error page"):
            clean(RawArticle(content=content))


@pytest.mark.parametrize(
    "text",
    [
        "The drug is no longer available in Norway, the agency said on Monday. Doctors were told "
        "in a letter, and the maker of the drug did not answer questions.",
        "The stolen story of the page was never found. Two men were denied bail, a court in Oslo "
        "said on Monday, and a third one is still at large.",
        "“We take your privacy seriously,” the company said after the breach. Police in Oslo have "
        "opened an inquiry, and the data of nine people was sold on a market.",
        "The minister wants fewer cookies on the web. A law is to come in May, she said in Oslo, "
        "and the shops of the country will have a year to get ready for it.",
    ],
)
def test_a_short_article_about_such_things_is_none_of_them(text: str) -> None:
    assert wall_of([text], ["Access to the drug was denied for years, doctors say"]) is None
