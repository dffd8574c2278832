"""The supervisor's word on each week, asked for and given; the cases that a disagreement opens."""

from fieldpractice.services.supervision.asking import ask_again, offer_links, renew_link, send_link
from fieldpractice.services.supervision.cases import answer_case, close_case
from fieldpractice.services.supervision.confirming import confirm_week

__all__ = ["answer_case", "ask_again", "close_case", "confirm_week", "offer_links", "renew_link", "send_link"]
