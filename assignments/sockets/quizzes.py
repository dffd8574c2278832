"""What this part plugs into the floors below: quizzes, attempts at them, and what they show."""
