"""What people are told of: questionnaires, survey runs and answering."""
