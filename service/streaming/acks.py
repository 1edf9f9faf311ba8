"""An event that Faust cannot acknowledge before we say so.

Faust acks a record on several paths that say nothing about what became of it: a `take()`
generator that is closed acks the batch in hand, a message of an older generation is skipped and
acked, and closing a stream turns automatic acks on again. Each of them can move the committed
offset past a record that nobody has delivered. So the event itself refuses: until delivery has
confirmed it, an ack is a no-op, and the worst that is left is a redelivery.
"""

import faust


class ConfirmedEvent(faust.Event):  # type: ignore[misc]
    """A Faust event whose ack counts only once `confirmed` is set."""

    confirmed = False

    def ack(self) -> bool:
        """Acknowledge, if confirmed. True if the offset may now be committed."""
        return bool(super().ack()) if self.confirmed else False
