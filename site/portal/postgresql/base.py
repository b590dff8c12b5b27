"""PostgreSQL as Django speaks to it; a kept connection is asked whether it still stands only when something speaks against it.

Each request may find that the server was started again meanwhile. Django asks it by a statement, which costs every request
a round trip. A server that ends a connection says so on it: there is something to read where nobody asked anything.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether the connection can be used. Asks the server only when it said something by itself."""
        if self.connection is None or self.connection.closed:
            return False
        return not has_news(self.connection.fileno()) or bool(super().is_usable())


def has_news(socket: int) -> bool:
    """Whether there is something to read on a socket, its end included; also where that cannot be told."""
    if not hasattr(select, "poll"):
        return True
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
