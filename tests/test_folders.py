"""The broker of folders: nobody ever sees half a message or half a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from lms.celery import app  # noqa: F401 - gives the broker its name
from lms.folders import Channel


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    options = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "processed_folder")}
    control = tmp_path / "control"
    control.mkdir()
    with Connection("folders://localhost", transport_options={**options, "control_folder": str(control)}) as broker:
        yield broker.default_channel


class Watching:
    """A part of a message that looks, while the message is written, whether a worker would find it already."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.found_nothing = False

    def __json__(self) -> str:
        with pytest.raises(Empty):
            self.channel._get("celery")
        self.found_nothing = True
        return "here"


def test_a_message_is_not_there_before_it_is_whole(channel: Channel, tmp_path: Path) -> None:
    watching = Watching(channel)
    channel._put("celery", {"task": watching})
    assert watching.found_nothing
    assert channel._size("celery") == 1
    assert channel._get("celery") == {"task": "here"}
    assert [one.name for one in tmp_path.iterdir()] == ["control"]


def test_messages_come_in_their_order_and_to_their_own_queue(channel: Channel) -> None:
    for number in range(3):
        channel._put("celery", {"n": number})
    channel._put("other", {"n": 9})
    assert [channel._get("celery")["n"] for _ in range(3)] == [0, 1, 2]
    assert channel._get("other") == {"n": 9}


def test_a_table_is_whole_and_keeps_what_another_process_has_bound(channel: Channel, tmp_path: Path) -> None:
    for queue in ("celery", "other", "celery"):
        channel._queue_bind("celery", queue, "", queue)
    assert [one.queue for one in channel.get_table("celery")] == ["other", "celery"]
    (table,) = (tmp_path / "control").iterdir()
    assert len(json.loads(table.read_text())) == 2
