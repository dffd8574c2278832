"""Exchange with other programs, a module each format. No database here.

Questions: each format has `read(content, topic=…) -> Reading`, `write(drafts) -> bytes` and `lost(draft) -> list[str]`, which says what of a
question the format cannot carry. Task forms: `xlsform`. What is read wrongly or left out is named; nothing disappears silently.
"""
