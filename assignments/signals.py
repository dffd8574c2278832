"""What this room announces to the rooms above it."""

from django.dispatch import Signal

# Forms were handed in, each for the first time or anew. Arguments: versions, a list of SubmissionVersion, each with its submission, and
# that with its enrolment and form. Sent inside the hand-in's transaction: a receiver must not refuse, or the hand-in is lost.
forms_handed_in = Signal()
