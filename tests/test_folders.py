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


def test_a_message_is_not_there_before_it_is_whole(
    channel: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, looked = Path.write_bytes, []

    def write_slowly(path: Path, data: bytes) -> int:
        write(path, data[:5])
        with pytest.raises(Empty):
            channel._get("celery")
        looked.append(path)
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", write_slowly)
    channel._put("celery", {"task": "here"})
    assert len(looked) == 1
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


def test_whoever_comes_second_with_a_table_leaves_the_one_that_stands(
    channel: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel._queue_bind("celery", "first", "", "first")
    exists, unseen = Path.exists, ["celery.exchange"]

    def exists_late(path: Path) -> bool:
        if path.name in unseen:
            unseen.remove(path.name)
            return False
        return exists(path)

    monkeypatch.setattr(Path, "exists", exists_late)
    channel._queue_bind("celery", "second", "", "second")
    assert not unseen
    assert [one.queue for one in channel.get_table("celery")] == ["second", "first"]
    assert [one.name for one in (tmp_path / "control").iterdir()] == ["celery.exchange"]
