"""Made articles, each unlike the next, as producers would send them."""

import orjson

PEOPLE = ("Ana Ferreira", "Tomas Lindqvist", "Grace Okafor", "Hugo Marchetti", "Lena Brandt")
PLACES = ("Lisbon", "Stockholm", "Lagos", "Turin", "Hamburg", "Oslo", "Nairobi")
TOPICS = ("harbour", "railway", "hospital", "library", "reservoir", "observatory")


def text(number: int) -> str:
    """A page of some 900 characters, headline first, with a share bar at its foot."""
    person, place = PEOPLE[number % len(PEOPLE)], PLACES[number % len(PLACES)]
    topic = TOPICS[number % len(TOPICS)]
    return (
        f"{place} council votes to rebuild its {topic}, round {number}\n\n"
        f"{place.upper()} — The city council of {place} voted on Tuesday to rebuild the {topic} "
        f"after a debate that lasted {number} hours, the longest that anybody could remember.\n\n"
        f"“We have waited for this {topic} since I was a child,” said {person}, who leads the "
        f"residents' association and had brought {number + 2} of its members to the gallery.\n\n"
        f"{person.split()[1]} told reporters that work would begin in the spring, and that the "
        f"money had been set aside two years ago when the national government raised its share.\n\n"
        "Opponents said that the plan leaves out the streets that flood every winter, and asked "
        "for a second vote before the end of the year.\n\n"
        "Share this article\nFacebook\nTwitter\nSubscribe to our newsletter\n"
    )


def raw(article_id: str, number: int, **more: object) -> bytes:
    """A RawArticle in JSON."""
    return orjson.dumps(
        {"id": article_id, "content": text(number), "content_type": "text/plain", **more}
    )
