"""Users: signing up, in and out, tokens, the profile and the ledger's settings."""

import strawberry

from resolvers.permissions import ANYONE, PUBLIC, READ, SESSION, SETTINGS
from schema.context import Info
from schema.field_marks import VOLATILE
from schema.node import stored_id
from schema.payloads import CreateAccessTokenPayload, DonePayload, SignInPayload, UserPayload
from schema.users import (
    AccessToken,
    ChangePasswordInput,
    CreateAccessTokenInput,
    DeleteUserInput,
    RevokeAccessTokenInput,
    SignInInput,
    SignOutEverywhereInput,
    SignUpInput,
    UpdateLedgerInput,
    UpdateProfileInput,
    User,
)


@strawberry.type
class UserQuery:
    @strawberry.field(description="The signed-in user. It is refused if nobody is signed in.", extensions=READ)
    async def viewer(self, info: Info) -> User:
        return await User.read(info)

    @strawberry.field(
        description="True if a new user may sign up here now.",
        extensions=ANYONE,
        metadata=VOLATILE,
    )
    async def may_sign_up(self, info: Info) -> bool | None:
        return await info.context.services.users.may_sign_up()


@strawberry.type
class UserMutation:
    @strawberry.mutation(description="Sign up with a ledger of your own, and sign in.", extensions=PUBLIC)
    async def sign_up(self, info: Info, input: SignUpInput) -> SignInPayload | None:
        saved = await info.context.services.users.sign_up(input.draft(), info.context.client)
        info.context.enter(saved.object)
        return SignInPayload.saved(saved, user=await User.read(info), token=saved.object.secret)

    @strawberry.mutation(description="Begin a session.", extensions=PUBLIC)
    async def sign_in(self, info: Info, input: SignInInput) -> SignInPayload | None:
        signed_in = await info.context.services.users.sign_in(input.username, input.password, info.context.client)
        info.context.enter(signed_in)
        return SignInPayload(user=await User.read(info), token=signed_in.secret, revision=signed_in.revision)

    @strawberry.mutation(description="End this session.", extensions=SESSION)
    async def sign_out(self, info: Info) -> DonePayload | None:
        saved = await info.context.services.users.sign_out(info.context.signed_in)
        info.context.leave()
        return DonePayload.saved(saved, done=True)

    @strawberry.mutation(description="End all your sessions, this one too.", extensions=SESSION)
    async def sign_out_everywhere(self, info: Info, input: SignOutEverywhereInput | None = None) -> DonePayload | None:
        viewer, tokens = info.context.signed_in, bool(input and input.access_tokens)
        saved = await info.context.services.users.sign_out_everywhere(viewer, tokens=tokens)
        info.context.leave()
        return DonePayload.saved(saved, done=True)

    @strawberry.mutation(description="Change your name or locale.", extensions=SETTINGS)
    async def update_profile(self, info: Info, input: UpdateProfileInput) -> UserPayload | None:
        saved = await info.context.services.users.update_profile(info.context.signed_in, input.edit())
        return UserPayload.saved(saved, user=await User.read(info))

    @strawberry.mutation(
        description="Change the ledger's base currency, time zone or period start.", extensions=SETTINGS
    )
    async def update_ledger(self, info: Info, input: UpdateLedgerInput) -> UserPayload | None:
        saved = await info.context.services.ledgers.update(info.context.ledger_id, input.edit())
        info.context.settle(saved.object)
        return UserPayload.saved(saved, user=await User.read(info))

    @strawberry.mutation(
        description="Change the password; all other sessions end, and all access tokens unless you keep them.",
        extensions=SESSION,
    )
    async def change_password(self, info: Info, input: ChangePasswordInput) -> UserPayload | None:
        saved = await info.context.services.users.change_password(
            info.context.signed_in, input.current, input.new, keep_tokens=input.keep_access_tokens
        )
        return UserPayload.saved(saved, user=await User.read(info))

    @strawberry.mutation(description="Make a personal access token; its secret is shown once.", extensions=SESSION)
    async def create_access_token(self, info: Info, input: CreateAccessTokenInput) -> CreateAccessTokenPayload | None:
        saved = await info.context.services.access_tokens.create(
            info.context.signed_in, input.name, frozenset(input.scopes), input.expires_on
        )
        token = AccessToken.of(saved.object.row)
        return CreateAccessTokenPayload.saved(saved, access_token=token, secret=saved.object.secret)

    @strawberry.mutation(description="End a personal access token.", extensions=SESSION)
    async def revoke_access_token(self, info: Info, input: RevokeAccessTokenInput) -> DonePayload | None:
        token_id = stored_id("AccessToken", input.id)
        saved = await info.context.services.access_tokens.revoke(info.context.signed_in, token_id)
        return DonePayload.saved(saved, done=True)

    @strawberry.mutation(description="End your account and delete all its data, for good.", extensions=SESSION)
    async def delete_user(self, info: Info, input: DeleteUserInput) -> DonePayload | None:
        await info.context.services.users.delete_user(info.context.signed_in, input.password)
        info.context.leave()
        return DonePayload(done=True, changed=True)
