"""What a question is, as data: the form of its body, the order it is shown in, and how an answer is marked. No database here."""
