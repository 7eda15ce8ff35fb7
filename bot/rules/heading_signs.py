"""What a heading gives away by a part of it: that a column tells of people, or which numbers stand in it."""

_SENSITIVE = {
    "name": ("氏名", "姓名", "名前", "フリガナ", "ふりがな", "カナ", "納税義務者名", "納税者名", "世帯主", "name"),
    "address": ("住所", "所在", "方書", "居所", "番地", "町名", "送付先", "本籍", "address"),
    "birth_date": ("生年月日", "誕生日", "年齢", "birth", "dob"),
    "sex": ("性別", "sex", "gender"),
    "postal_code": ("郵便番号", "〒", "postal", "postcode", "zip"),
}
"""What must not come through Slack where `SLACK_UPLOAD=reduced` holds."""

_PERSONAL_NUMBER = ("個人番号", "マイナンバー", "まいなんばー", "mynumber", "マイナ番号", "個人no", "personalnumber")
_NUMBER = ("番号", "コード", "no", "no.", "id", "code", "number")
_JUST_A_NUMBER = frozenset({*_NUMBER, "番号1", "番号2"})


def names_personal_number(key: str) -> bool:
    """Whether a heading (tidy) names the 個人番号, which no file may bring."""
    return any(sign in key.replace(" ", "") for sign in _PERSONAL_NUMBER)


def names_other_number(key: str) -> bool:
    """Whether a heading names some other number (通知書番号, 収納番号): twelve digits there are no 個人番号."""
    return key.endswith(_NUMBER) and key not in _JUST_A_NUMBER


def tells_of(key: str) -> list[str]:
    """What of a person a column tells: name, address, birth_date, sex, postal_code."""
    return [
        code
        for code, signs in _SENSITIVE.items()
        if any(sign in key for sign in signs) and (code == "postal_code" or not names_other_number(key))
    ]
