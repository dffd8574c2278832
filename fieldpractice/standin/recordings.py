"""Recordings: none until one is put there."""

from __future__ import annotations

import secrets
from typing import Any

from fieldpractice.standin.meetings import no_scope
from fieldpractice.standin.routing import Answer, Asked, refusal, route
from fieldpractice.standin.state import State, now_text
from fieldpractice.standin.tokens import lacks


@route("GET", "/v2/meetings/{meeting}/recordings")
def recording_get(state: State, asked: Asked) -> Answer:
    """Return what was recorded."""
    if scope := lacks(state, "cloud_recording:read:list_recording_files:admin"):
        return no_scope(scope)
    key = asked.args["meeting"]
    row = state.rows["recordings"].get(key)
    if row is None:
        return refusal(404, 3301, "There is no recording for this meeting.")
    return Answer(200, row)


def record(state: State, meeting: int, *, minutes: int = 60) -> dict[str, Any]:
    """Put a recording of a meeting there, as if its host had recorded it."""
    row = state.meetings[str(meeting)]
    file_id = secrets.token_hex(12)
    found = {
        "uuid": row["uuid"],
        "id": row["id"],
        "topic": row["topic"],
        "start_time": row["start_time"],
        "duration": minutes,
        "recording_count": 1,
        "recording_files": [
            {
                "id": file_id,
                "recording_start": row["start_time"],
                "recording_end": now_text(),
                "file_type": "MP4",
                "file_size": 64_000_000,
                "play_url": f"{state.base_url}/rec/play/{file_id}",
                "status": "completed",
                "recording_type": "shared_screen_with_speaker_view",
            }
        ],
    }
    with state.lock:
        state.rows["recordings"][str(meeting)] = found
        state.keep()
    return found
