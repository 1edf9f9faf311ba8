"""The table of settings in the README, from the settings class."""

from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo


def settings_table(settings: type[BaseModel], prefix: str) -> str:
    """A Markdown table: variable, default, meaning."""
    rows = [
        f"| `{prefix}{name.upper()}` | {_default(field)} | {_meaning(prefix, name, field)} |"
        for name, field in settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{','.join(map(str, value))}`"
    return f"`{value}`"


def _meaning(prefix: str, name: str, field: FieldInfo) -> str:
    parts = [field.description or ""]
    types = _types(field.annotation)
    if choices := [str(choice) for kind in types for choice in _choices(kind)]:
        parts.append("one of " + ", ".join(choices))
    if SecretStr in types:
        parts.append(f"secret; or `{prefix}{name.upper()}_FILE` names a file that holds it")
    return ("; ".join(filter(None, parts))).replace("|", "\\|")


def _types(annotation: Any) -> tuple[Any, ...]:
    """The members of a union, or the type itself."""
    if get_origin(annotation) is Literal or not get_args(annotation):
        return (annotation,)
    return get_args(annotation)


def _choices(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()
