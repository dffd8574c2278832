"""Who may do what: the grader's desk, rubrics, the gradebook."""
