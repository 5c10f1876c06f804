"""Users: signing up and in, sessions, access tokens, the profile and the ledger's own settings."""

from services.users.access_tokens import AccessTokenService
from services.users.credentials import Scope, SignedIn, Viewer
from services.users.drafts import ProfileEdit, SignUpDraft
from services.users.passwords import Passwords
from services.users.policy import SignUpPolicy, UserPolicy
from services.users.service import UserService
from services.users.throttle import AttemptLimit

__all__ = [
    "AccessTokenService",
    "AttemptLimit",
    "Passwords",
    "ProfileEdit",
    "Scope",
    "SignUpDraft",
    "SignUpPolicy",
    "SignedIn",
    "UserPolicy",
    "UserService",
    "Viewer",
]
