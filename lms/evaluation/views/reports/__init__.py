"""Views of reports: the way in, drafting, figures, steering the review, papers, the public page."""
