"""What this floor tells the floors above it."""

from django.dispatch import Signal

# Sent in the transaction that closes a review, after its subject was told: `review`, `actor`.
review_closed = Signal()
# Sent in the transaction of the write: `review`, `actor`.
review_opened = Signal()
# `review`, `actor`, `changed`, `added`, `removed` (lists of part keys).
review_refreshed = Signal()
# `review`, `actor`, `column`, `verdict`, `sign_offs` (list of SignOff).
review_signed = Signal()
