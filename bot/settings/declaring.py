"""How a setting is declared: as a field of a frozen dataclass, with the setting in the field's metadata."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Generic, TypeVar

Value = TypeVar("Value", covariant=True)
_DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Setting(Generic[Value]):
    """One setting. `parse` gets its text, or `default` where it is blank, and raises BadValue for a text it refuses."""

    name: str
    parse: Callable[[str], Value]
    default: str = ""
    required: bool = False
    """a blank text is a fault"""
    secret: bool = False
    """the value is left out of the repr of the settings"""
    need: str | None = None
    """read only for a command with this need, else None"""


@dataclass(frozen=True, slots=True)
class Part:
    """A dataclass of settings. Their names begin with `prefix`; without its `need` the part is None.

    The settings of a part that is declared in a lower layer are `settings`, by field.
    """

    kind: type
    need: str | None
    prefix: str
    settings: Mapping[str, Setting[Any]]

    def list_fields(self) -> Iterator[tuple[str, "Setting[Any] | Part"]]:
        """Each field's name and declaration."""
        for each in fields(self.kind):
            found = self.settings.get(each.name) or each.metadata[_DECLARED]
            yield each.name, replace(found, name=self.prefix + found.name) if isinstance(found, Setting) else found

    def list_settings(self) -> Iterator[Setting[Any]]:
        """The settings of this part and of the parts within it."""
        for _, found in self.list_fields():
            if isinstance(found, Part):
                yield from found.list_settings()
            else:
                yield found


def setting(
    name: str,
    parse: Callable[[str], Value],
    default: str = "",
    *,
    required: bool = False,
    secret: bool = False,
    need: str | None = None,
) -> Value:
    """A field of a settings class that holds one setting."""
    return same_setting(Setting(name, parse, default, required, secret, need), parse)


def same_setting(declared: Setting[Any], parse: Callable[[str], Value]) -> Value:
    """A field that holds a setting declared elsewhere, as another parser reads it."""
    made: Value = field(repr=not declared.secret, metadata={_DECLARED: replace(declared, parse=parse)})
    return made


def part(kind: type[Value], *, need: str | None = None, prefix: str = "", **settings: Setting[Any]) -> Value:
    """A field of a settings class that holds a dataclass of settings. Settings without a default take the class's."""
    usual = {each.name: _text_of(each.default) for each in fields(kind)}  # type: ignore[arg-type]  # is a dataclass
    filled = {name: replace(found, default=found.default or usual[name]) for name, found in settings.items()}
    made: Value = field(metadata={_DECLARED: Part(kind, need, prefix, filled)})
    return made


def _text_of(default: object) -> str:
    """The text of a setting that gives a class's default; blank for None and empty values."""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default) if isinstance(default, int) else ""
