"""Who may do what: quizzes, attempts at them, and what they show."""
