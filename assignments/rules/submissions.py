"""Who may do what: filling in task forms and handing them in."""
