"""What this part plugs into the floors below: the grader's desk, rubrics, the gradebook."""
