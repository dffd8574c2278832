"""Logs without personal data, each line with the request it belongs to."""

import logging

from lms.people.masking import mask_text
from lms.people.origin import origin


class MaskedLine(logging.Formatter):
    """Formats a line with the request's id and masks addresses, NIPs and phone numbers in all of it, tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        here = origin.get()
        record.request_id = here.request_id if here and here.request_id else "-"
        return mask_text(super().format(record))
