"""The panel as it is read: who may know what, where each participant stands, how far the evaluators agree."""
