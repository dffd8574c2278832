"""Every write about files: an upload begins, its parts arrive, it becomes a file, the file is checked."""

from lms.files.services.checking import check_due, check_file
from lms.files.services.uploads import (
    begin_upload,
    drop_forgotten,
    finish,
    receive_many,
    receive_part,
    receive_whole,
)

__all__ = [
    "begin_upload",
    "check_due",
    "check_file",
    "drop_forgotten",
    "finish",
    "receive_many",
    "receive_part",
    "receive_whole",
]
