"""What this part plugs into the floors below: the panel of ILO-Jakarta and the ministry."""
