"""The provider that speaks as Finny: the built-in one, unless the settings name an endpoint."""

from app.errors import CommandError
from app.settings import Settings
from services.finny import Provider


def provider_of(settings: Settings) -> Provider | None:
    """Return the remote provider that the settings name; None if they name none.

    Raises CommandError if the packages for it are missing.
    """
    if settings.assistant_url is None or settings.assistant_model is None:
        return None
    try:
        # Imported only when asked for: the library takes two seconds to load.
        from services.finny.remote import RemoteFinny, ReplyLimits
    except ModuleNotFoundError as error:
        raise CommandError(
            "A remote Finny needs packages that are not installed; run `pip install -r requirements-assistant.txt`,"
            " or leave AQUA_THISTLE_ASSISTANT_URL empty."
        ) from error
    limits = ReplyLimits(
        first_seconds=settings.assistant_first_seconds, silent_seconds=settings.assistant_silent_seconds
    )
    return RemoteFinny(settings.assistant_url, settings.assistant_model, settings.assistant_key, limits)
