"""The app manifest decides what the local Slack lets the bot do."""

from pathlib import Path

import pytest

from sandbox.slack.manifest import PROJECT_MANIFEST, BadManifest, read_manifest


def test_the_projects_own_manifest_is_read() -> None:
    manifest = read_manifest(PROJECT_MANIFEST)
    assert {"commands", "chat:write", "files:read"} <= manifest.scopes
    assert {"/sms", "/sms-list", "/sms-new"} <= manifest.commands
    assert {"use_as_target_list", "use_as_payment_file"} <= manifest.shortcuts
    assert manifest.has_home


@pytest.mark.parametrize("text", ["", "[]", "name: nofu", "a: [", "display_information: {name: x}\noauth_config: {}\n"])
def test_what_is_no_manifest_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadManifest, match=r"manifest\.yml is not an app manifest"):
        read_manifest(path)
    with pytest.raises(BadManifest, match="no app manifest"):
        read_manifest(tmp_path / "none.yml")
