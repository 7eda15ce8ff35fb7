"""Karaden's refusals, word for word where they are documented."""

from collections.abc import Mapping

from starlette.responses import JSONResponse


class Trouble(Exception):
    """A request that is answered with an error: HTTP status, code, message, faults by field."""

    def __init__(self, status: int, code: str, message: str, errors: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def response(self, headers: Mapping[str, str] | None = None) -> JSONResponse:
        """Return the documented answer."""
        content = {"object": "error", "code": self.code, "message": self.message, "errors": self.errors}
        return JSONResponse(content, status_code=self.status, headers=headers)


def bad_token() -> Trouble:
    """The token is missing or not ours."""
    return Trouble(401, "unauthentication", "認証に失敗しました、指定されているトークンは利用できません")


def bad_tenant() -> Trouble:
    """The tenant in the path is not the token's."""
    return Trouble(400, "invalid_tenant", "不正なテナントIDが指定されています")


def bad_version() -> Trouble:
    """Karaden-Version is missing or unknown."""
    return Trouble(400, "invalid_version", "不正なバージョンが指定されています")


def not_found() -> Trouble:
    """There is no such message."""
    message = "対象となるモデルが見つかりませんでした、または指定されたトークンでは操作できない可能性があります。"
    return Trouble(404, "model_not_found", message)


def invalid(errors: Mapping[str, list[str]]) -> Trouble:
    """Fields of a form or a query are wrong."""
    return Trouble(422, "validation_error", "バリデーションエラーが発生しました", errors)


def too_late() -> Trouble:
    """The message cannot be cancelled any more."""
    message = "メッセージのキャンセルができません、予約投稿のメッセージは開始5分前までキャンセル可能です。"
    return Trouble(400, "can_not_cancel_message", message)


def too_many() -> Trouble:
    """Too many requests; the code is not documented."""
    return Trouble(429, "unknown", "リクエストが多すぎます")


def forbidden() -> Trouble:
    """The account may not send now: its balance is used up. Neither status nor code is documented."""
    return Trouble(403, "unknown", "ご契約の利用上限に達しています")


def unknown() -> Trouble:
    """The provider is down."""
    return Trouble(500, "unknown", "不明なエラーが発生しました")
