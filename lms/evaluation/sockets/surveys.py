"""What this part plugs into the floors below: questionnaires, survey runs and answering."""
