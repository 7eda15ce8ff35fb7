"""The mainframe's extracts with headings wholly in half-width kana, as older hosts write them."""

from dataclasses import replace

from tests.corpus.vendor_sets.mainframe import MAINFRAME
from tests.corpus.vendor_sets.tables import Row, VendorFile, VendorSet, write_csv

_PAIRS = """
    帳票ID=ﾁｮｳﾋｮｳID 処理年月日=ｼｮﾘﾈﾝｶﾞｯﾋﾟ 宛名ｺｰﾄﾞ=ｱﾃﾅｺｰﾄﾞ 世帯ｺｰﾄﾞ=ｾﾀｲｺｰﾄﾞ 個法区分=ｺﾎｳｸﾌﾞﾝ ｶﾅ氏名=ｶﾅｼﾒｲ
    漢字氏名=ｶﾝｼﾞｼﾒｲ 郵便番号=ﾕｳﾋﾞﾝﾊﾞﾝｺﾞｳ 自宅TEL=ｼﾞﾀｸTEL 携帯TEL=ｹｲﾀｲTEL 携帯TEL名義=ｹｲﾀｲTELﾒｲｷﾞ
    配偶者携帯TEL=ﾊｲｸﾞｳｼｬｹｲﾀｲTEL 勤務先TEL=ｷﾝﾑｻｷTEL 緊急連絡先TEL=ｷﾝｷｭｳﾚﾝﾗｸｻｷTEL 連絡先TEL=ﾚﾝﾗｸｻｷTEL
    連絡先続柄=ﾚﾝﾗｸｻｷｿﾞｸｶﾞﾗ 税目ｺｰﾄﾞ=ｾﾞｲﾓｸｺｰﾄﾞ 調定年度=ﾁｮｳﾃｲﾈﾝﾄﾞ 課税年度=ｶｾﾞｲﾈﾝﾄﾞ 期別=ｷﾍﾞﾂ
    通知書番号=ﾂｳﾁｼｮﾊﾞﾝｺﾞｳ 現滞区分=ｹﾞﾝﾀｲｸﾌﾞﾝ 調定額=ﾁｮｳﾃｲｶﾞｸ 収入済額=ｼｭｳﾆｭｳｽﾞﾐｶﾞｸ 未納本税額=ﾐﾉｳﾎﾝｾﾞｲｶﾞｸ
    督促手数料=ﾄｸｿｸﾃｽｳﾘｮｳ 延滞金=ｴﾝﾀｲｷﾝ 未納額合計=ﾐﾉｳｶﾞｸｺﾞｳｹｲ 納期限=ﾉｳｷｹﾞﾝ 督促発付日=ﾄｸｿｸﾊｯﾌﾟﾋﾞ
    最終収納日=ｻｲｼｭｳｼｭｳﾉｳﾋﾞ 執行停止区分=ｼｯｺｳﾃｲｼｸﾌﾞﾝ 猶予区分=ﾕｳﾖｸﾌﾞﾝ 分納区分=ﾌﾞﾝﾉｳｸﾌﾞﾝ 差押区分=ｻｼｵｻｴｸﾌﾞﾝ
    破産ﾌﾗｸﾞ=ﾊｻﾝﾌﾗｸﾞ 死亡ﾌﾗｸﾞ=ｼﾎﾞｳﾌﾗｸﾞ 支援措置ﾌﾗｸﾞ=ｼｴﾝｿﾁﾌﾗｸﾞ 口座振替区分=ｺｳｻﾞﾌﾘｶｴｸﾌﾞﾝ
    SMS拒否ﾌﾗｸﾞ=SMSｷｮﾋﾌﾗｸﾞ 約束日=ﾔｸｿｸﾋﾞ 架電回数=ｶﾃﾞﾝｶｲｽｳ 最終架電日=ｻｲｼｭｳｶﾃﾞﾝﾋﾞ 備考=ﾋﾞｺｳ
    ﾚｺｰﾄﾞ区分=ﾚｺｰﾄﾞｸﾌﾞﾝ 収納通番=ｼｭｳﾉｳﾂｳﾊﾞﾝ 税目略称=ｾﾞｲﾓｸﾘｬｸｼｮｳ 期別ｺｰﾄﾞ=ｷﾍﾞﾂｺｰﾄﾞ 領収日=ﾘｮｳｼｭｳﾋﾞ
    収納日=ｼｭｳﾉｳﾋﾞ 日計日=ﾆｯｹｲﾋﾞ 収納額合計=ｼｭｳﾉｳｶﾞｸｺﾞｳｹｲ 本税=ﾎﾝｾﾞｲ 金融機関ｺｰﾄﾞ=ｷﾝﾕｳｷｶﾝｺｰﾄﾞ
    店舗ｺｰﾄﾞ=ﾃﾝﾎﾟｺｰﾄﾞ 収納区分=ｼｭｳﾉｳｸﾌﾞﾝ 速報確報区分=ｿｸﾎｳｶｸﾎｳｸﾌﾞﾝ 赤黒区分=ｱｶｸﾛｸﾌﾞﾝ
    還付充当区分=ｶﾝﾌﾟｼﾞｭｳﾄｳｸﾌﾞﾝ ﾊﾞｯﾁ番号=ﾊﾞｯﾁﾊﾞﾝｺﾞｳ 入力者ｺｰﾄﾞ=ﾆｭｳﾘｮｸｼｬｺｰﾄﾞ 架電ID=ｶﾃﾞﾝID
    架電先番号=ｶﾃﾞﾝｻｷﾊﾞﾝｺﾞｳ 架電先区分=ｶﾃﾞﾝｻｷｸﾌﾞﾝ 架電日=ｶﾃﾞﾝﾋﾞ 架電時刻=ｶﾃﾞﾝｼﾞｺｸ 終了時刻=ｼｭｳﾘｮｳｼﾞｺｸ
    通話秒数=ﾂｳﾜﾋﾞｮｳｽｳ ｵﾍﾟﾚｰﾀｺｰﾄﾞ=ｵﾍﾟﾚｰﾀｺｰﾄﾞ 架電結果ｺｰﾄﾞ=ｶﾃﾞﾝｹｯｶｺｰﾄﾞ 架電結果=ｶﾃﾞﾝｹｯｶ 応対者ｺｰﾄﾞ=ｵｳﾀｲｼｬｺｰﾄﾞ
    約束金額=ﾔｸｿｸｷﾝｶﾞｸ 約束期別=ﾔｸｿｸｷﾍﾞﾂ 納付方法ｺｰﾄﾞ=ﾉｳﾌﾎｳﾎｳｺｰﾄﾞ 次回架電予定日=ｼﾞｶｲｶﾃﾞﾝﾖﾃｲﾋﾞ
    苦情ﾌﾗｸﾞ=ｸｼﾞｮｳﾌﾗｸﾞ 抽出日=ﾁｭｳｼｭﾂﾋﾞ 住所ｺｰﾄﾞ=ｼﾞｭｳｼｮｺｰﾄﾞ 担当者ｺｰﾄﾞ=ﾀﾝﾄｳｼｬｺｰﾄﾞ 除外区分=ｼﾞｮｶﾞｲｸﾌﾞﾝ
    除外事由ｺｰﾄﾞ=ｼﾞｮｶﾞｲｼﾞﾕｳｺｰﾄﾞ 死亡日=ｼﾎﾞｳﾋﾞ 支援措置終了日=ｼｴﾝｿﾁｼｭｳﾘｮｳﾋﾞ 停止開始日=ﾃｲｼｶｲｼﾋﾞ
    停止終了日=ﾃｲｼｼｭｳﾘｮｳﾋﾞ 猶予開始日=ﾕｳﾖｶｲｼﾋﾞ 猶予終了日=ﾕｳﾖｼｭｳﾘｮｳﾋﾞ 分納開始日=ﾌﾞﾝﾉｳｶｲｼﾋﾞ
    減免区分=ｹﾞﾝﾒﾝｸﾌﾞﾝ 催告停止区分=ｻｲｺｸﾃｲｼｸﾌﾞﾝ 転出ﾌﾗｸﾞ=ﾃﾝｼｭﾂﾌﾗｸﾞ 時効完成予定日=ｼﾞｺｳｶﾝｾｲﾖﾃｲﾋﾞ
"""
_KANA = dict(pair.split("=") for pair in _PAIRS.split())


def _rename(file: VendorFile) -> VendorFile:
    """Return the file with the headings in kana."""
    rows = [
        replace(row, cells={_KANA[name]: cell for name, cell in row.cells.items()}) if isinstance(row, Row) else row
        for row in file.rows
    ]
    return replace(file, columns=[(_KANA[name], cell) for name, cell in file.columns], rows=rows)


HOST = VendorSet(
    "host",
    write_csv(_rename(MAINFRAME.targets[0])),
    write_csv(_rename(MAINFRAME.payments[0])),
    write_csv(_rename(MAINFRAME.calls[0])),
    write_csv(_rename(MAINFRAME.exclusions[0])),
    MAINFRAME.settings,
)
