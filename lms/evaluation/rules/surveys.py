"""Who may do what: questionnaires, survey runs and answering."""
