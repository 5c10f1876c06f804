"""The route of calendar feeds. Nobody needs to be signed in: the secret in the address is the permission."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.calendar_feeds import CalendarFeedService

HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}


def calendar_route(feeds: CalendarFeedService) -> Route:
    """Return the route of all calendar feeds."""

    async def calendar(request: Request) -> Response:
        content = await feeds.read(request.path_params["token"])
        if content is None:
            return PlainTextResponse("There is no calendar at this address.\n", 404, HEADERS)
        return Response(content, headers=HEADERS, media_type="text/calendar; charset=utf-8")

    return Route("/calendar/{token}.ics", calendar, methods=["GET"])
