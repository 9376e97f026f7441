"""A small HTTP API on 127.0.0.1 by which a script is the people at a fake platform, and its faults."""

from __future__ import annotations

import inspect
import json
import types
import typing
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web

Json = dict[str, Any]
Run = Callable[..., Awaitable[Json]]

_BODY: Final = 64 * 1024  # bytes
_SECONDS: Final = 60.0  # the longest time that may be asked for
_TIMES: Final = 1000
_ADDRESS: Final = "127.0.0.1"
_NAMES: Final = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", dict: "an object"}
_READ: Final = ("ready", "sent", "wait", "answers")


class WrongRequestError(Exception):
    """`str(error)` is the sentence that goes out with 400."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    kind: type
    required: bool
    default: Any


class Action:
    """A function whose keyword arguments are the fields of a request, and whose docstring says what it does."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.summary = (inspect.getdoc(run) or "").partition("\n")[0]
        kinds = typing.get_type_hints(run)
        self.fields = {name: _field(kinds[name], one) for name, one in inspect.signature(run).parameters.items()}

    async def __call__(self, given: Mapping[str, Any]) -> Json:
        """Raises WrongRequestError."""
        for name in given:
            if name not in self.fields:
                raise WrongRequestError(f"there is no field {name!r}; there are {_listed(self.fields)}.")
        for name, field in self.fields.items():
            if field.required and given.get(name) is None:
                raise WrongRequestError(f"{name!r} is missing: {_NAMES[field.kind]}.")
        checked = {name: _checked(name, self.fields[name].kind, value) for name, value in given.items()}
        try:
            return await self._run(**{name: value for name, value in checked.items() if value is not None})
        except LookupError as error:
            raise WrongRequestError(f"{error.args[0] if error.args else 'that is not there'}.") from error

    def described(self) -> Json:
        fields = {
            name: {"kind": _NAMES[field.kind], "required": True}
            if field.required
            else {"kind": _NAMES[field.kind], "default": field.default}
            for name, field in self.fields.items()
        }
        return {"does": self.summary, "fields": fields}


class ControlServer:
    """`async with ControlServer({"say": say}) as control` serves `POST /say` at `control.url`; `GET /` lists all."""

    def __init__(self, actions: Mapping[str, Run], *, port: int = 0) -> None:
        self._actions = {name: Action(run) for name, run in actions.items()}
        self._port = port
        self.url = ""

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=_BODY)
        application.router.add_route("*", "/{name:.*}", self._handle)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, _ADDRESS, self._port).start()
        self.url = f"http://{_ADDRESS}:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name == "" and request.method == "GET":
            return _answer(200, {name: action.described() for name, action in self._actions.items()})
        action = self._actions.get(name)
        if action is None:
            return _wrong(404, f"there is no /{name}; GET / lists what there is.")
        method = "GET" if name in _READ else "POST"
        if request.method != method:
            return _wrong(405, f"/{name} takes {method}.")
        try:
            return _answer(200, await action(dict(request.query) if method == "GET" else await _body(request)))
        except WrongRequestError as error:
            return _wrong(400, str(error))
        except web.HTTPRequestEntityTooLarge:
            return _wrong(413, f"the body is longer than {_BODY} bytes.")


def seconds(value: float) -> float:
    """Raises WrongRequestError for more than a minute, or less than nothing."""
    if not 0 <= value <= _SECONDS:
        raise WrongRequestError(f"seconds must be 0 to {_SECONDS:.0f}, not {value:g}.")
    return value


def times(value: int, name: str = "count") -> int:
    """How often something is to happen. Raises WrongRequestError."""
    if not 1 <= value <= _TIMES:
        raise WrongRequestError(f"{name} must be 1 to {_TIMES}, not {value}.")
    return value


def one_of(name: str, value: str, known: typing.Iterable[str]) -> str:
    """Raises WrongRequestError that names what there is."""
    if value not in (there := sorted(known)):
        raise WrongRequestError(f"there is no {name} {value!r}; there are {', '.join(there)}.")
    return value


async def _body(request: web.Request) -> Mapping[str, Any]:
    """An empty body is an empty object. Raises WrongRequestError."""
    raw = await request.read()
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        raise WrongRequestError("the body is not JSON.") from None
    if not isinstance(body, dict):
        raise WrongRequestError("the body is not a JSON object.")
    return body


def _field(hint: Any, parameter: inspect.Parameter) -> Field:
    if isinstance(hint, types.UnionType):
        hint = next(kind for kind in typing.get_args(hint) if kind is not types.NoneType)
    required = parameter.default is inspect.Parameter.empty
    default = None if required else parameter.default
    return Field(kind=typing.get_origin(hint) or hint, required=required, default=default)


def _checked(name: str, kind: type, value: Any) -> Any:
    """The value as this kind; numbers may come as text, for in an address everything is. None stays None."""
    if isinstance(value, str) and not _is_unicode(value):
        raise WrongRequestError(f"{name!r} holds half a character.")
    if value is None or (type(value) is kind and kind is not float):
        return value
    if kind in (int, float) and type(value) in (str, kind, int):
        try:
            return kind(value)
        except (ValueError, OverflowError):
            pass
    raise WrongRequestError(f"{name!r} must be {_NAMES[kind]}.")


def _is_unicode(text: str) -> bool:
    """False with a lone surrogate, which JSON can hold and no message can."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _listed(fields: Mapping[str, Field]) -> str:
    return ", ".join(fields) or "none"


def _answer(status: int, content: Json) -> web.Response:
    return web.Response(
        status=status, text=json.dumps(content, ensure_ascii=False) + "\n", content_type="application/json"
    )


def _wrong(status: int, sentence: str) -> web.Response:
    return _answer(status, {"error": sentence})
