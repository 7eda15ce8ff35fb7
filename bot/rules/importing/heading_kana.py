"""Headings wholly in kana, as old hosts write them (ｱﾃﾅﾊﾞﾝｺﾞｳ): read word by word as the usual headings (宛名番号).

In remarks, too, some words are in kana (ﾎﾝﾆﾝｼﾎﾞｳ).
"""

from bot.rules.patterns import compile_late

_PAIRS = """
    アテナ=宛名 バンゴウ=番号 コード=コード シメイ=氏名 カナ=カナ フリガナ=フリガナ カンジ=漢字
    ノウゼイギムシャ=納税義務者 ノウゼイシャ=納税者 セイリ=整理 コジン=個人 ジュウミン=住民 セタイ=世帯
    タイノウシャ=滞納者 ケイタイ=携帯 デンワ=電話 ジタク=自宅 コテイ=固定 キンムサキ=勤務先 レンラクサキ=連絡先
    キンキュウ=緊急 ゾクガラ=続柄 ツヅキガラ=続柄 メイギ=名義 ニン=人 ゼイモク=税目 ネンド=年度 ソウトウ=相当
    カゼイ=課税 フカ=賦課 チョウテイ=調定 カイケイ=会計 キベツ=期別 ノウキ=納期 ノウキゲン=納期限 キゲン=期限
    トクソク=督促 ジョウ=状 ハップ=発付 ハッソウ=発送 ハッコウ=発行 ミノウ=未納 タイノウ=滞納 ザン=残 ダカ=高
    ガク=額 ゼイ=税 ホンゼイ=本税 エンタイキン=延滞金 テスウリョウ=手数料 キンガク=金額 ゴウケイ=合計 サシヒキ=差引
    ゲンタイ=現滞 ゲンネン=現年 タイクリ=滞繰 クブン=区分 ヤクソク=約束 ヨテイ=予定 ノウフ=納付 シュウノウ=収納
    ニュウキン=入金 リョウシュウ=領収 サイシュウ=最終 カデン=架電 カイスウ=回数 サイコク=催告 ケッカ=結果
    ニチジ=日時 ネンガッピ=年月日 ヒヅケ=日付 ジコク=時刻 ビ=日 ジョガイ=除外 ジユウ=事由 リユウ=理由 シボウ=死亡
    シッコウ=執行 テイシ=停止 ユウヨ=猶予 チョウシュウ=徴収 ブンノウ=分納 サシオサエ=差押 ハサン=破産
    シエンソチ=支援措置 コウザ=口座 フリカエ=振替 フラグ=フラグ ウム=有無 ジュウショ=住所 セイネンガッピ=生年月日
    セイベツ=性別 キョヒ=拒否 カイシ=開始 シュウリョウ=終了 ゲンメン=減免 コウフリ=口振 アカ=赤 クロ=黒
    ソクホウ=速報 カクホウ=確報 ツウバン=通番 レンバン=連番 チュウシュツ=抽出 ヘンコウ=変更 ソウシン=送信
    ドウイ=同意 カヒ=可否 セイカツ=生活 ホゴ=保護 ジュニン=受任 ベンゴシ=弁護士 ソウゾク=相続 カンノウ=完納
    ホリュウ=保留 ジョウキョウ=状況 ジョウタイ=状態 ビコウ=備考 テキヨウ=摘要 ショブン=処分 クジョウ=苦情
    バッチ=バッチ サキ=先 メイショウ=名称 ソクカク=速確 カンプ=還付 ジュウトウ=充当 セイヤク=誓約
    コウフヨウキュウ=交付要求 ユウビン=郵便 ツウチショ=通知書 トリケシ=取消 キジュン=基準 シュトク=取得
    タイショウガイ=対象外
"""
_LARGE = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
"""Many hosts have no small kana: ｼﾂｺｳ for ｼｯｺｳ."""
_WORDS = {kana.translate(_LARGE): word for kana, word in (pair.split("=") for pair in _PAIRS.split())}
_SIGNS = frozenset("".join(_WORDS)).union(map(chr, _LARGE))
_WORD = compile_late("|".join(sorted(_WORDS, key=len, reverse=True)))
_KANA = compile_late(f"(?:{_WORD.pattern}|[a-z0-9()|./・])+")


def read_kana(key: str) -> str:
    """A folded heading with the words for which its kana stand; unchanged if a part of it is no such word."""
    if _SIGNS.isdisjoint(key):  # nearly all
        return key
    large = key.translate(_LARGE)
    return _WORD.sub(lambda word: _WORDS[word[0]], large) if _KANA.fullmatch(large) else key


_GROUND_PAIRS = """
    シボウ=死亡 ハサン=破産 ブンノウ=分納 サシオサエ=差押 ソウゾク=相続 セイカツホゴ=生活保護 セイホ=生保
    ニユウイン=入院 ベンゴシ=弁護士 ジユニン=受任 シエンソチ=支援措置 テイシ=停止 ヤクソク=約束 カンノウ=完納
    ノウフズミ=納付済 ケツバン=欠番 バンゴウチガイ=番号違い ソウシンフカ=送信不可 レンラクフカ=連絡不可
"""
_GROUNDS = dict(pair.split("=") for pair in _GROUND_PAIRS.split())
_GROUND = compile_late("|".join(_GROUNDS))
_KATAKANA = compile_late("[ァ-ヶ]{3}")


def write_words(text: str) -> str:
    """A folded remark with the words for which its kana stand that keep messages away: ホンニンシボウ has 死亡."""
    if not _KATAKANA.search(text):
        return text
    written, end = "", 0
    for word in _GROUND.finditer(text.translate(_LARGE)):
        written, end = written + text[end : word.start()] + _GROUNDS[word[0]], word.end()
    return written + text[end:]
