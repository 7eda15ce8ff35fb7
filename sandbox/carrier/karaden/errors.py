"""Karaden's error answers, word for word where they are documented."""

from collections.abc import Mapping
from functools import partial

from starlette.responses import JSONResponse


class RequestError(Exception):
    """A request that is answered with an error; `errors` are messages by field."""

    def __init__(self, status: int, code: str, message: str, errors: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.content = {"object": "error", "code": code, "message": message, "errors": errors}

    def response(self, headers: Mapping[str, str] | None = None) -> JSONResponse:
        """Return the answer."""
        return JSONResponse(self.content, status_code=self.status, headers=headers)


bad_token = partial(RequestError, 401, "unauthentication", "認証に失敗しました、指定されているトークンは利用できません")
bad_tenant = partial(RequestError, 400, "invalid_tenant", "不正なテナントIDが指定されています")
bad_version = partial(RequestError, 400, "invalid_version", "不正なバージョンが指定されています")
not_found = partial(
    RequestError,
    404,
    "model_not_found",
    "対象となるモデルが見つかりませんでした、または指定されたトークンでは操作できない可能性があります。",
)
bad_fields = partial(RequestError, 422, "validation_error", "バリデーションエラーが発生しました")
too_late_to_cancel = partial(
    RequestError,
    400,
    "can_not_cancel_message",
    "メッセージのキャンセルができません、予約投稿のメッセージは開始5分前までキャンセル可能です。",
)
server_error = partial(RequestError, 500, "unknown", "不明なエラーが発生しました")
# Neither the codes of these two nor the status of the second are documented.
too_many_requests = partial(RequestError, 429, "unknown", "リクエストが多すぎます")
no_balance = partial(RequestError, 403, "unknown", "ご契約の利用上限に達しています")
