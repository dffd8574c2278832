"""Who may look after what people are told. One's own notices need no permission: they are found by their reader alone."""

from __future__ import annotations

from rules.permissions import add_perm

from lms.people.rules import organises

add_perm("notices.view_log", organises)
add_perm("notices.send_again", organises)
add_perm("notices.edit_words", organises)
