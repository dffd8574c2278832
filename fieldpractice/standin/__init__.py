"""A Zoom of our own for practice and tests: an HTTP server with a memory that can be told to fail.

It follows Zoom's published description of its web API (docs/decisions/1011). Each module adds its addresses with `routing.route`;
`server.py` names the modules.
"""
