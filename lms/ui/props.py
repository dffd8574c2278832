"""Props of components: names are checked by Django when a template is parsed, values here when it is rendered."""

from collections.abc import Collection

from django.conf import settings


class WrongProp(ValueError):
    """A component was given a value that it does not know."""


def chosen(component: str, prop: str, value: str, allowed: Collection[str]) -> str:
    """Return the value if the component knows it.

    Raises WrongProp where components are strict (tests, local); elsewhere a reader gets the first choice instead of
    an error page, because a wrong tone is no reason to withhold a page.
    """
    if value in allowed:
        return value
    if settings.PADAN_STRICT_COMPONENTS:
        raise WrongProp(f"{component}: {prop}={value!r} is none of {', '.join(map(repr, allowed))}.")
    return next(iter(allowed))
