"""Uploads: put the files of a GraphQL multipart request into the variables that its map names."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import UploadFile

from app.graphql.errors import Rejected


def place_files(operations: Any, files_map: Any, form: Mapping[str, object]) -> Any:
    """Put each file in the place of the null that the map points at, and return the changed operations.

    Raises Rejected if the map names a file that was not sent, or a place that is no null in the variables.
    """
    if not isinstance(files_map, dict):
        raise Rejected(400, "The field “map” must be an object from file names to lists of paths.")
    for name, paths in files_map.items():
        file = form.get(name)
        if not isinstance(file, UploadFile) or not isinstance(paths, list):
            raise Rejected(400, "The field “map” names a file that was not sent; send every file of the map.")
        for path in paths:
            _place(operations, str(path).split("."), file)
    return operations


def _place(target: Any, path: list[str], file: UploadFile) -> None:
    *parents, last = path
    try:
        for key in parents:
            target = target[_key(target, key)]
        if path[0] == "variables" and target[_key(target, last)] is None:
            target[_key(target, last)] = file
            return
    except (LookupError, TypeError, ValueError):
        pass
    raise Rejected(400, "The field “map” points at a place that is no null in “variables”; correct the path.")


def _key(target: Any, key: str) -> int | str:
    return int(key) if isinstance(target, list) else key
