"""What this part plugs into the floors below: figures of the units before and after, competency profiles, the portfolio."""
