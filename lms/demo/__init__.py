"""Fills an empty site with a living programme, through the services that people's clicks call."""
