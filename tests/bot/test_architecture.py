"""The tables of docs/architecture.md name files and functions that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text()
PLACES = re.findall(r"`([\w/]+\.(?:py|toml|po))`(?: `([\w.]+)`)?", PAGE)


def test_the_page_names_at_least_thirty_rules() -> None:
    table = PAGE.split("## Where do I find …")[1].split("\n## ")[0]
    assert len(re.findall(r"^\| [^-|]", table, re.MULTILINE)) - 1 >= 30


def test_each_place_that_the_page_names_exists() -> None:
    assert [place for place in sorted(set(PLACES)) if not _is_place(*place)] == []


def _is_place(path: str, name: str) -> bool:
    if not (ROOT / path).is_file():
        return False
    node: ast.AST | None = ast.parse((ROOT / path).read_text()) if name else None
    for part in name.split(".") if name else ():
        assert node is not None
        node = next((child for child in ast.iter_child_nodes(node) if part in _defined_names(child)), None)
        if node is None:
            return False
    return True


def _defined_names(node: ast.AST) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            return []
