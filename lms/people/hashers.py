"""How passwords are hashed (docs/decisions/0655)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PersonPasswordHasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters for a web site: 19 MiB, two rounds, one lane.

    A hash with other parameters still opens its account, and is made anew with these when it does.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
