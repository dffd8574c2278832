"""Questions in files: spreadsheets, Moodle XML and GIFT, read into drafts and written from them. No database here.

Each format has `read(content, topic=…) -> Reading`, `write(drafts) -> bytes` and `lost(draft) -> list[str]`, which says what of a
question the format cannot carry. What is read wrongly or left out is named; nothing disappears silently.
"""
