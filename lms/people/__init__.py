"""Ground floor: users, work units, roles, invitations, consent, and the audit trail."""
