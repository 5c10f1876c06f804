"""Goals: setting, changing and deleting them, and contributing to them."""

import strawberry

from resolvers.permissions import READ, WRITE
from schema.context import Info
from schema.goals import ContributeToGoalInput, CreateGoalInput, DeleteGoalInput, Goal, UpdateGoalInput
from schema.node import stored_id
from schema.payloads import DeleteGoalPayload, GoalPayload


@strawberry.type
class GoalQuery:
    @strawberry.field(description="All savings goals, the nearest date first.", extensions=READ)
    async def goals(self, info: Info) -> list[Goal] | None:
        return [Goal.of(state) for state in await info.context.services.goals.all(info.context.ledger_id)]


@strawberry.type
class GoalMutation:
    @strawberry.mutation(description="Set a savings goal.", extensions=WRITE)
    async def create_goal(self, info: Info, input: CreateGoalInput) -> GoalPayload | None:
        saved = await info.context.services.goals.create(info.context.ledger_id, input.draft(), input.idempotency_key)
        return GoalPayload.of(saved)

    @strawberry.mutation(description="Change a goal's name, target or date.", extensions=WRITE)
    async def update_goal(self, info: Info, input: UpdateGoalInput) -> GoalPayload | None:
        goal_id = stored_id("Goal", input.id)
        saved = await info.context.services.goals.update(info.context.ledger_id, goal_id, input.edit())
        return GoalPayload.of(saved)

    @strawberry.mutation(description="Put money towards a goal, or take money back.", extensions=WRITE)
    async def contribute_to_goal(self, info: Info, input: ContributeToGoalInput) -> GoalPayload | None:
        service = info.context.services.goals
        saved = await service.contribute(info.context.ledger_id, input.draft(), input.idempotency_key)
        return GoalPayload.of(saved)

    @strawberry.mutation(description="Delete a goal with its contributions.", extensions=WRITE)
    async def delete_goal(self, info: Info, input: DeleteGoalInput) -> DeleteGoalPayload | None:
        saved = await info.context.services.goals.delete(info.context.ledger_id, stored_id("Goal", input.id))
        return DeleteGoalPayload.saved(saved, deleted_id=input.id)
