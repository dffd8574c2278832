"""Forms of surveys: questionnaires and their items, runs, and the sheet that is answered."""
