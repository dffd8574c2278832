"""The sign-in page."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lms.people.enums import DEMO_PHRASE
from lms.people.queries import demo_accounts


class SignInView(LoginView):  # type: ignore[misc]
    """allauth's page; in the demo it lists the accounts and says that a password alone opens them."""

    http_method_names = ("get", "head", "options", "post")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An editor that sends a signed-in person here has refused: say so, or the two would send them to and fro."""
        if request.user.is_authenticated and request.GET.get("next", "").startswith(("/cms/", "/admin/")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["second_factor_required"] = settings.PADAN_SECOND_FACTOR_REQUIRED
        if settings.PADAN_DEMO:
            context |= {"demo_accounts": demo_accounts(), "demo_password": DEMO_PHRASE}
        return context  # type: ignore[no-any-return]


login = SignInView.as_view()
