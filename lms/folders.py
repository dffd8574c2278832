"""The broker of folders by which a site on one machine rings its worker: kombu's own, with messages that are whole when they are seen, and in order.

kombu gives a message its name and fills it then. A worker that looks in between reads nothing, takes that for a fault nobody can mend and
ends, and with it ends all that `make run` has started.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

EXCHANGE = "[]"


class Channel(filesystem.Channel):
    # kombu's own classes disagree about the name of the message.
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Write the message under a name that no queue looks for, then give it its own."""
        name = f"{monotonic_ns():020}_{uuid4()}.{queue}.msg"
        begun = Path(self.data_folder_out) / f".{name}"
        begun.write_bytes(str_to_bytes(dumps(payload)))
        begun.replace(begun.with_name(name))

    def _queue_bind(self, exchange: str, *args: Any) -> None:
        """Bind, on a table that is there and whole before anybody else can read it."""
        table = self._exchange_file(exchange)
        if not table.exists():
            begun = table.with_name(f".{uuid4()}")
            begun.write_text(EXCHANGE)
            try:
                os.link(begun, table)
            except FileExistsError:
                pass  # another process was first: its table stands
            finally:
                begun.unlink()
        super()._queue_bind(exchange, *args)


class Transport(filesystem.Transport):
    Channel = Channel
