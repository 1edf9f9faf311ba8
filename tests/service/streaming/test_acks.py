from types import SimpleNamespace

import faust

from service.streaming.acks import ConfirmedEvent


class Message:
    """Counts the acks that reach it."""

    headers = None
    acks = 0

    def ack(self, consumer: object) -> bool:
        self.acks += 1
        return True


def event(kind: type[faust.Event]) -> tuple[faust.Event, Message]:
    message = Message()
    return kind(SimpleNamespace(consumer=None), b"k", b"v", None, message), message


def test_an_event_cannot_be_acked_before_it_is_confirmed() -> None:
    unconfirmed, message = event(ConfirmedEvent)
    assert unconfirmed.ack() is False
    assert message.acks == 0


def test_a_confirmed_event_is_acked() -> None:
    confirmed, message = event(ConfirmedEvent)
    confirmed.confirmed = True
    assert confirmed.ack() is True
    assert message.acks == 1


def test_control_an_event_of_fausts_own_is_acked_by_whoever_asks() -> None:
    plain, message = event(faust.Event)
    assert plain.ack() is True
    assert message.acks == 1
