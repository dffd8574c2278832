"""Every write of this room. Verb functions, keyword-only, in one transaction with their line of the audit trail."""
