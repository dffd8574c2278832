"""What the ground floor announces to the rooms above. Receivers live in the upper rooms; they run in the same transaction."""

from django.dispatch import Signal

# Sent by services.accept_invitation with `invitation` and `user`: somebody has taken up the account.
invitation_accepted = Signal()

# Sent with `user` after a role began, ended, or changed: whoever keeps a copy of "who may" brings it up to date.
roles_changed = Signal()
