"""Texts with a label, by which the lint is measured: `make bench` and a test count those that it judges wrongly.

Genuine texts say what municipal texts say, in other words. Of the others, each has the finding that it must have. They
were written from what a sender of fraudulent messages would try, and from mistakes of an office, not from the rules.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.languages import Language
from bot.model.text_findings import FindingId

F = FindingId
JA, EN, ZH, PT, VI = Language.JA, Language.EN, Language.ZH, Language.PT, Language.VI


class Label(StrEnum):
    """Where a text comes from."""

    GENUINE = "genuine"
    SCAM = "scam"
    DISGUISE = "disguise"
    OWN_MISTAKE = "own_mistake"


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text; `must_find` is None for a genuine one, which must have no error."""

    label: Label
    text: str
    must_find: FindingId | None = None
    language: Language = JA
    own_desk: str | None = None
    """another name of the office than the usual one"""


_GENUINE = (
    "{city}{desk}です。お電話をお願いします。{phone}受付番号{ref} 心当たりのない方は削除願います。送信専用",
    "{city}{desk}です。お約束の期日が近づきました。行き違いの際はご容赦ください。{phone}受付番号{ref} 送信専用",
    "{city}{desk}です。7月10日にご案内を郵送しました。ご確認ください。行き違いの際はご容赦ください。{phone}送信専用",
    "折り返しご連絡のお願い\n{city}{desk}です。お伝えしたいことがあります。お電話ください\n【電話】{phone}\n※送信専用のため返信不可 心当たりのない方は削除を",
    "【{city}からのお知らせ】国民健康保険料についてご案内があります。{desk}({phone})までご連絡ください。本メールに心当たりのない方は削除をお願いします。※送信専用のため返信しないようお願いします",
    "{city}{desk}です。昨日、催告状をお送りしました。必ずご納付ください。心当たりのない場合はご容赦ください。{phone}",
    "{city}{desk}からのお知らせです。市税等の納め方のことで、お話ししたいことがございます。{hours}に{phone}へお電話ください。送信専用 お心当たりのない方は削除願います",
    "{city}{desk}　市税等のお知らせ　{phone}へお電話ください。受付は平日9:00-17:00です。送信専用です。心当たりのない方は破棄してください。",
    "お子様の保育料のことで{city}{desk}からご連絡です。{phone}へお電話ください。行き違いの際はご容赦ください。送信専用",
    "皆様へ {city}{desk}です。先日お送りした封書をご覧ください。{phone} 行き違いはご容赦ください。返信できません。",
    "{city}{desk}です。銀行・コンビニでの納付にはお手元の納付書をお使いください。お問合せ{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。口座振替が便利です。お申込みは銀行の窓口へ。{phone} 心当たりのない方は削除願います。送信専用",
    "{city}{desk}です。ゆうちょ銀行の口座もご利用になれます。受付番号{ref}を{phone}までお知らせください。心当たりのない方は削除を。送信専用",
    "{city}{desk}です。処分場横の臨時窓口は7月12日(日)9:00-12:00に開きます。{phone} 行き違いの際はご容赦ください。送信専用",
    "{city}{desk}です。臨時窓口：中央通り1-2-3 市役所1階12番。7/12 9時〜12時。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。手続を円滑に進めるため、受付番号1234を用意してお電話ください。{phone} 送信専用 心当たりのない方はご容赦ください",
    "{city}{desk}です。市内一円でお知らせしています。{phone} 心当たりのない方は削除願います。送信専用",
    "{city}{desk}です。封筒は一円玉ほどの重さですが大切な書類です。ご確認ください。{phone} 行き違いはご容赦を。送信専用",
    "{city}{desk}です。先日の連絡は誤りでした。お詫びします。{phone} お心当たりのない方は削除願います。送信専用",
    "{city}{desk}です。ご案内を2026-07-10にお送りしました。{phone} 行き違いの際はご容赦ください。送信専用",
    "{city}{desk}です。住所を変えた方は〒341-8501 市役所までお知らせください。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。3世帯に1世帯が口座振替をご利用です。{phone} 行き違いはご容赦ください。送信専用",
    "世帯主様あてに{city}{desk}からお手紙をお送りしています。{phone} 行き違いはご容赦ください。送信専用",
    "保護者様 {city}{desk}です。お電話をお待ちしています。{phone} {hours} 心当たりのない方は削除願います。送信専用",
    "{city}{desk}です。お忙しいところ恐れ入ります。5分ほどで済みますのでお電話ください。{phone} 心当たりのない方は削除願います。送信専用",
    "{city}{desk}です。ご遠慮なくお電話ください。受付番号1234 えんりょなくどうぞ。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。オンライン窓口は行っておりません。お電話は{phone}へ。送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。ホームページ(https://city.misato.lg.jp/nozei)でこの番号をご確認いただけます。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。この番号からのSMSには返信できません。詐欺を疑う方は市の代表へお電話ください。{phone} 心当たりのない方は削除願います",
    "{city}{desk}です。市はSMSで口座やカードの番号をお聞きしません。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。軽自動車税のご案内をお送りしました。継続検査の前にご覧ください。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。午前8時30分から午後5時15分まで受け付けます。土曜は9:00〜12:00。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。窓口の延長は木曜19時までです。受付番号{ref} {phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。手紙(青い封筒)は届きましたか。わからないときは電話してください。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。\nでんわを おねがいします。\n{phone}\nうけつけ：げつようび から きんようび 9:00-17:00\nしらない ひとは けして ください。へんしんは できません。送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。てがみを おくりました。みて ください。わからないことは {phone} に でんわを して ください。送信専用 行き違いはご容赦ください",
    "{city}{desk}です。ご都合の良いお時間にお電話ください(4番窓口 担当：田中)。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。令和8年度の市税等についてのお知らせです。{phone} 内線1234 送信専用 行き違いの際はご容赦ください",
    "{city}{desk}です。第2期の納期は9月30日です。ご確認ください。{phone} 送信専用 行き違いの際はご容赦ください",
    "市民の皆さんへ。{city}{desk}です。お電話ください。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。先日お話しした件で確認したいことがあります。{phone}まで。送信専用 心当たりのない方は破棄願います",
    "{city}役所{desk}より。市税についてご相談を承ります。平日8:30〜17:15 {phone} 送信専用 行き違いはご容赦ください",
    "こちらは{city}{desk}です。納税通知書が届いていないときはお知らせください。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。夜間窓口 7/15(水)・7/22(水) 17:15〜20:00 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。日曜開庁 7月26日 8:30-12:00 場所:市役所本庁舎2階 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。2階20番窓口へお越しください。中央1丁目2番3号。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。ご家族様、同居の方もご一緒にどうぞ。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。県道10号沿い、郵便局の隣です。駐車場は100台分。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。3日から5日までの間にお電話ください。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。青色の封筒（A4、2枚）をご覧ください。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。アプリからの申込みも始まりました。窓口でご案内します。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。国民健康保険の資格のことで、手続済み納付書をお持ちください。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。お引越しの際は住所変更をお願いします。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。月末納期のご案内です。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。ご相談したい納税者の方はお電話ください。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。電話のみの受付です。のみのうけつけ。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。令和8年7月10日(金)午後3時までにお電話いただけると幸いです。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。マイナンバーカードは不要です。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。受付時間：05日09時30分から17時15分 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。郵便番号341-8501 宛先は市役所です。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。自動車税は県税です。県税事務所へお尋ねください。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。還付のご案内を郵送しました。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。証明書は1人1通です。円滑な受付にご協力ください。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。100歳の皆様へ、お祝いのご案内です。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。ご本人様以外の方は、このSMSを削除してください。{phone} 送信専用 心当たりのない方へ",
    "{city}{desk}です。分納のご相談は予約制です。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。住民税の申告はお済みですか。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。国税局や税務署とは別の部署です。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。この度の大雨で被災された方の減免をご案内します。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。山田町集会所でも相談会を開きます。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。先月お送りした納税通知書の件です。お手元にご用意の上{phone}へ。送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。ご不在でしたのでSMSでご連絡しました。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。お身体の具合はいかがですか。ご事情をお聞かせください。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。学校給食費のご案内を郵送しました。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。電話は混み合うことがあります。3分ほどお待ちいただく場合があります。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。田中橋そばの支所でも承ります。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。お客様の声をもとに窓口を改めました。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。市民税課、資産税課とは別にご案内しています。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。お手続には本人確認書類(運転免許証など)が必要です。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。6月1日から新しい納付書に変わりました。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。国道4号、信号3つ目を右です。距離は1.5km。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。年末年始(12/29〜1/3)はお休みです。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。No.12の書類をご覧ください。A.M.9時から。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。ガイドラインに沿ってご案内しています。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。次の担当者に代わりました。引き続きよろしくお願いします。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。納税証明書の申請は本日も受け付けております。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。インターネットの申込みができない方はお電話で。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。市税等の納付方法が変わります。詳しくは広報7月号5ページ。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。二重にご連絡した方にはお詫び申し上げます。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。さきほどはお電話ありがとうございました。書類を2部お送りします。{phone} 送信専用 行き違いはご容赦ください",
    "小川町の皆様、中野区民の皆さんへ。{city}{desk}です。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。まちの なかの みなさん、でんわを ください。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。窓口を一元管理しています。週末納税窓口も開きます。{phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。差し支えなければ受付番号1234を 9:00-17:00 にお知らせください。{phone} 送信専用 行き違いはご容赦ください",
    "{city}{desk}です。納税通知書の再発行をご希望の方はお電話ください。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。減免の申請期限は7月31日です。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。証明書の手数料は窓口でご案内します。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。市民課・会計課とは別の窓口です。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。受付は先着順です。整理券をお取りください。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。11番窓口、12番窓口をご利用ください。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。駅から徒歩5分、バス停「市役所前」下車。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。7/10、7/11、7/12の3日間、臨時窓口を開きます。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。お手紙の差出人は市役所です。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。以前お知らせした日程から変わりました。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。ご登録の住所に届いたはがきをご覧ください。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。土日のいずれか都合の良い日をお知らせください。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。猶予制度のご案内があります。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。ご入院中の方はご家族からのお電話でも構いません。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。外国語での相談もできます。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。マスクの着用は任意です。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。この通知は6月30日時点の情報です。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。確定申告とは別の手続です。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。電話が混み合う時間は11時から13時です。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。二重にお送りした場合はお許しください。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。ペットの登録のことではありません。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。第1期から第4期までまとめてご案内します。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。お近くの出張所(東部・西部)でも受け付けます。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。代理の方は委任状をお持ちください。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。平素より市政にご協力いただき感謝いたします。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。前回は留守番電話に伝言を残しました。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。本人確認のため生年月日を伺うことがあります。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。書類の提出先は3階です。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。口座振替の開始は9月からです。 {phone} 送信専用 心当たりのない方は削除願います",
    "{city}{desk}です。車検の際に必要な証明書についてです。 {phone} 送信専用 心当たりのない方は削除願います",
)
_GENUINE_OTHER = (
    (
        EN,
        "{city} {desk} (Misato City Tax Office): please call us at {phone}, {hours}. No. {ref}. Send-only. If this is not for you, please delete it.",
    ),
    (
        EN,
        "This is Misato City Hall, Tax Collection Section ({city}{desk}). We have posted a letter to you. Please read it. Questions: {phone}. Do not reply. If you already called, please ignore this.",
    ),
    (
        EN,
        "Misato City {desk}: your promised date is near. Call {phone} (9:00-17:00). This number cannot receive replies. Not for you? Please delete.",
    ),
    (
        EN,
        "{city}{desk}, Misato City Office, 2nd floor, Tax Section. We would like to talk with you. Interpreter at {phone}. This message is send-only. If it is not for you, please delete it.",
    ),
    (
        ZH,
        "{city}{desk}（三乡市政府）：请在办公时间给我们打电话。{phone} 受理号{ref}。本短信仅供发送，请勿回复。如与您无关，请删除。",
    ),
    (ZH, "{city}{desk}通知：我们已寄出信件，请查看。咨询电话{phone}，周一至周五9:00-17:00。请勿回复。如非本人请忽略。"),
    (
        PT,
        "{city}{desk} (Prefeitura de Misato): por favor, ligue para {phone}. Protocolo {ref}. Nao responda a esta mensagem. Se nao for para voce, apague.",
    ),
    (
        PT,
        "Prefeitura de Misato, {city}{desk}: enviamos uma carta. Leia, por favor. Dúvidas: {phone}, 9:00-17:00. Mensagem só de envio. Se não for para você, apague.",
    ),
    (
        VI,
        "{city}{desk} (Toa thi chinh Misato): vui long goi {phone}. So tiep nhan {ref}. Tin nhan chi gui, khong tra loi. Neu khong phai cua ban, vui long xoa.",
    ),
    (
        VI,
        "{city}{desk}, Tòa thị chính Misato: chúng tôi đã gửi thư cho bạn. Hãy đọc thư. Hỏi: {phone}, 9:00-17:00. Không trả lời tin nhắn này. Nếu không phải của bạn, hãy xóa.",
    ),
    (
        EN,
        "{city}{desk} Misato City: please come to counter 4 on the 2nd floor, or call {phone}. Open Mon-Fri 8:30-17:15. Do not reply. If this message is not for you, please ignore it.",
    ),
    (
        EN,
        "Misato City Tax Section {city}{desk}. An interpreter is available on Wednesdays. Call {phone}. This is send-only. If this is not meant for you, please delete it. Thank you. It is free.",
    ),
    (
        EN,
        "{city}{desk}, Misato City Office: your application for direct debit has arrived. Questions? {phone}. We cannot receive replies. Not for you? Please delete.",
    ),
    (
        ZH,
        "{city}{desk}（三乡市）：关于市税，想与您联系。请拨打{phone}（周一至周五）。请勿回复本短信。若非本人，请删除。与您无关请忽略。",
    ),
    (ZH, "{city}{desk}：口译服务每周三提供。请来电{phone}。本号码仅供发送。与您无关时请删除。"),
    (
        PT,
        "{city}{desk} Prefeitura de Misato: temos intérprete às quartas-feiras. Ligue para {phone}. Não responda. Se não for para você, ignore.",
    ),
    (
        PT,
        "{city}{desk}: débito automático disponível no banco. Informações: {phone}. Não responda a esta mensagem. Se não for para você, apague.",
    ),
    (VI, "{city}{desk}: có phiên dịch vào thứ tư. Gọi {phone}. Không trả lời. Không phải của bạn thì vui lòng xóa."),
    (
        VI,
        "{city}{desk} (thành phố Misato): về thuế thành phố, xin gọi {phone}, thứ hai đến thứ sáu. Không trả lời tin nhắn. Nếu không phải của bạn, hãy xóa.",
    ),
    (
        EN,
        "{city}{desk} Misato City: please call us about your city tax (No. {ref}). {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        EN,
        "{city}{desk} Misato City: your letter came back. Please tell us your new address by phone. {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        EN,
        "{city}{desk} Misato City: thank you for your call. We have mailed the form. {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        EN,
        "{city}{desk} Misato City: our office is open on Sunday, July 12, 9:00-12:00, 2nd floor, counter 12. {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        EN,
        "{city}{desk} Misato City: payment slips can be used at banks and convenience stores until July 31. {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        EN,
        "{city}{desk} Misato City: you can apply for direct debit at your bank. {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        EN,
        "{city}{desk} Misato City: we never ask for passwords or send links. {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        EN,
        "{city}{desk} Misato City: an interpreter (Chinese, Portuguese, Vietnamese) is here every Wednesday. {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        EN,
        "{city}{desk} Misato City: this is about the residents' tax form that you asked for. {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        EN,
        "{city}{desk} (Misato City Tax Payment Section): We called you twice today. {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        EN,
        "{city}{desk} Misato City: please bring your residence card. It is on the 1st floor. Take line B bus. {phone}. Send-only. If this is not for you, delete it.",
    ),
    (
        ZH,
        "{city}{desk}：您申请的文件已寄出，请查收。咨询请致电{phone}，周一至周五8:30至17:15。请勿回复。如与您无关请删除。",
    ),
    (ZH, "{city}{desk}：请带居留卡到2楼12号窗口。{phone}。本短信请勿回复，与您无关请忽略。"),
    (ZH, "{city}{desk}：7月12日（周日）9:00-12:00设临时窗口。{phone}。请勿回复。如非本人请删除。"),
    (ZH, "{city}{desk}：关于市税的通知，请在7月31日前来电。{phone}。请勿回复。如非本人请删除。"),
    (
        PT,
        "{city}{desk} Prefeitura de Misato: enviamos os documentos. Traga o cartão de residência ao balcão 12, 2º andar. {phone}. Não responda. Se não for para você, apague.",
    ),
    (
        PT,
        "{city}{desk}: atendimento aos domingos, 12 de julho, 9h às 12h. {phone}. Não responda. Se não for para você, ignore.",
    ),
    (
        PT,
        "{city}{desk}: sobre o imposto municipal, ligue até 31 de julho. {phone}. Não responda. Se não for para você, ignore.",
    ),
    (
        VI,
        "{city}{desk}: mang thẻ cư trú đến quầy 12, tầng 2. {phone}. Không trả lời tin nhắn. Nếu không phải của bạn, hãy xóa.",
    ),
    (
        VI,
        "{city}{desk}: mở cửa Chủ nhật 12/7, 9:00-12:00. Điện thoại {phone}. Không trả lời. Nếu không phải của bạn, hãy xóa.",
    ),
    (
        VI,
        "{city}{desk}: về thuế thành phố, vui lòng gọi trước 31/7. {phone}. Không trả lời. Nếu không phải của bạn, hãy xóa.",
    ),
)
_SCAM = (
    (F.URL, "【国税庁】重要なお知らせがあります。ご確認ください。http://nta-go.cfd/abc"),
    (F.SHORTENER, "{city}です。税金のお支払い方法に問題があります。更新してください https://cutt.ly/AbC12"),
    (F.SEIZURE, "差押最終通知。お支払いの確認が取れません。ご確認ください"),
    (F.DEBT, "{city}{desk} 未払い税金お支払いのお願い。{phone}"),
    (F.THREAT, "重要：本日中にご連絡がない場合、法的手続きに移行します。{phone}"),
    (F.OTHER_PHONE, "{city}{desk}です。還付金があります。至急050-3204-1188まで"),
    (F.BANK_ACCOUNT, "{city}{desk}です。還付金の振込先をお知らせください。{phone}"),
    (F.PAYMENT_MEANS, "お支払いはコンビニで電子マネーを購入し、番号をお知らせください。{city}{desk}{phone}"),
    (F.PAYMENT_MEANS, "{city}{desk}です。PayPayでのお支払いをお願いします。{phone}"),
    (F.PAYMENT_MEANS, "{city}{desk} クレジットカード情報の更新が必要です {phone}"),
    (F.PAYMENT_MEANS, "{city}{desk}です。iTunesカードでお納めいただけます。{phone}"),
    (F.OTHER_CONTACT, "{city}{desk}です。LINEで友だち追加してください。ID:misato-tax {phone}"),
    (F.OTHER_CONTACT, "{city}{desk}です。お名前とご住所をmisato-zei@gmail.comへお送りください。{phone}"),
    (F.OTHER_CONTACT, "{city}{desk}です。このSMSに「はい」と返信してください。{phone}"),
    (F.OTHER_CONTACT, "{city}{desk}です。担当のTelegram @misato_tax までご連絡を。{phone}"),
    (F.AMOUNT, "{city}{desk}です。40,000円の還付があります。{phone}"),
    (F.THREAT, "{city}{desk}です。24時間以内にご対応がない場合、口座を停止します。{phone}"),
    (F.SEIZURE, "{city}{desk}です。給与と預金の凍結に着手します。{phone}"),
    (F.THREAT, "{city}{desk}です。期日までに対応されないときは訴えを起こし、勤め先に通知します。{phone}"),
    (F.URL, "荷物をお届けに上がりましたが不在でした。ご確認は duckdns.org/x から"),
    (F.URL, "{city}{desk} 電子申告のご確認 e-tax.nta-jp.top {phone}"),
    (F.URL, "{city}{desk} マイナポイントの期限です https://203.0.113.9/my {phone}"),
    (F.OTHER_PHONE, "{city}{desk}です。+1 202 555 0143 へお電話ください。"),
    (F.PAYMENT_MEANS, "{city}{desk} ビットコインでのお支払いも承ります {phone}"),
    (F.BANK_ACCOUNT, "{city}{desk}です。お納めは みずほ銀行三郷支店 普通 3456789 まで。{phone}"),
    (F.PAYMENT_MEANS, "{city}{desk}です。収納機関番号13800 納付番号1234567890123456789 確認番号123456 {phone}"),
    (F.OTHER_CONTACT, "{city}{desk}です。WeChat: misato888 に連絡ください {phone}"),
    (F.THREAT, "{city}{desk}です。放置すると信用情報に登録されます。{phone}"),
    (F.URL, "{city}.comです。{desk} {phone}"),
    (F.URL, "{city}{desk} {city}.jp/zei {phone}"),
    (F.OTHER_PHONE, "{city}{desk}です。受付番号 090 1234 5678 へ。{phone}"),
    (F.OTHER_PHONE, "{city}{desk}です。受付番号090-1234-5678 {phone}"),
    (F.OTHER_PHONE, "{city}{desk}です。https://city.misato.lg.jp/090-1234-5678 {phone}"),
    (F.URL, "{city}{desk}です。https://city.misato.lg.jp/go?to=https://pay.example {phone}"),
    (F.DEBT, "{city}{desk}です。https://city.misato.lg.jp/tainou {phone}"),
    (F.DEBT, "{city}{desk}です。納付がまだの方はお電話ください。{phone}"),
)
_DISGUISES: tuple[tuple[FindingId, str], ...] = (
    (
        F.URL,
        "hxxps://misato-zei[.]com/a ¦ ｈｔｔｐｓ：／／ｍｉｓａｔｏ－ｚｅｉ．ｃｏｍ ¦ misato-zei ドット com ¦ "
        "misato-zei dot com へ ¦ misatozeiどっとこむ ¦ misato-zei。com ¦ misato-zei . com をご覧ください ¦ "
        "h t t p s : / / m i s a t o . x y z ¦ https://city.mis\u0430to.lg.jp/nozei ¦ "
        "https://c\u0131ty.misato.lg.jp/ ¦ xn--city-misato-9f4k.jp ¦ https://city.misato.lg.jp.pay-zei.com/ ¦ "
        "https://city.misato.lg.jp@pay.example/ ¦ mis\u200bato-zei\u200b.com ¦ "
        "misato\u00ad-zei\u00ad.\u00adcom ¦ 国税庁．com ¦ misato-zei・jp へ ¦ misato(.)pay(.)icu ¦ "
        "http:\\\\misato-zei.vip ¦ https //misatozei com/pay ¦ "
        "\U0001d5f5\U0001d601\U0001d601\U0001d5fd\U0001d600://\U0001d5fa\U0001d5f6\U0001d600\U0001d5ee\U0001d601\U0001d5fc.\U0001d601\U0001d5fc\U0001d5fd ¦ "
        "3232235777番 http://3232235777/ ¦ misato-zei.c\u043em ¦ エイチティーティーピーエス misato ¦ "
        "ht\u00adtps://misato.pay ¦ misato-zei点com ¦ ＷＷＷ．ｍｉｓａｔｏ．ｎｅｔ ¦ zei.misato-city.ne.jp ¦ "
        "misato[dot]zei[dot]jp ¦ https：//misato ¦ みさと税金.net ¦ h**ps://misato.top/a ¦ https://bit.do/x ¦ "
        "misato-zei․com ¦ misato-zei．ｃｏｍ／ｐａｙ ¦ xn--6oq618aoxfpvi.jp ¦ m\u0456sato.c\u043em ¦ "
        "tax․misato․com ¦ misato-zei(どっと)com ¦ misato-zei , com ¦ https:／／ⓜⓘⓢⓐⓣⓞ.com ¦ ①②.com ¦ "
        "misato.zei.go.jp.cm ¦ misato-zei [.] com ¦ ｗｗｗ。misato。jp ¦ みさと．ｊｐ ¦ misato-zei dot jp ¦ "
        "misato-zei.c\u200bom ¦ http : //misato.com ¦ misato-zei.co.jp/login ¦ https\u00a0://a.b ¦ "
        "m\u0456sato-z\u0435i.jp ¦ MISATO-ZEI.COM ¦ misato-zei〔.〕com ¦ ftp://misato.jp ¦ misato-zei.com. ¦ "
        "misatozei ドット ジェーピー ¦ hＴtps://a.jp/b ¦ zei.misato.tokyo ¦ "
        "//misato.com ¦ misato,com ¦ misato[。]jp ¦ ｍｉｓａｔｏ。ｃｏｍ ¦ misato .com ¦ ｍisato。ｘｙｚ ¦ "
        "misato-zei.ｃｏｍ ¦ https:misato.com ¦ http:/misato.com ¦ misato dot net ¦ み さ と . c o m ¦ "
        "misato•com ¦ misato。jp ¦ misato-zei.com。 ¦ misatoドットネット ¦ hxxp://misato ¦ misato-ze\u0131.com ¦ "
        "ｗｗｗ．ｍｉｓａｔｏ ¦ misato(ドット)jp",
    ),
    (
        F.SHORTENER,
        "bit。ly/3xYz ¦ ｂｉｔ．ｌｙ／ａｂｃ ¦ bit ly/3xYz ¦ tinyurl[.]com/zei ¦ b\u0456t.ly/zei ¦ "
        "t dot ly/abc ¦ http://is.gd/abc ¦ x . gd/abc ¦ onl.la/xyz ¦ ｃｕｔｔ．ｌｙ／ａ ¦ t[.]co/abc",
    ),
    (
        F.OTHER_PHONE,
        "０９０－１２３４－５６７８へ ¦ 〇九〇の一二三四の五六七八 ¦ "
        "ゼロキュウゼロ、イチニサンヨン、ゴーロクナナハチ ¦ 0 9 0 1 2 3 4 5 6 7 8 ¦ 090.1234.5678 ¦ "
        "090・1234・5678 ¦ 090の1234の5678 ¦ O9O-l234-5678 ¦ 零九零 一二三四 五六七八 ¦ "
        "０９０一１２３４一５６７８ ¦ ⓪⑨⓪①②③④⑤⑥⑦⑧ ¦ 090/1234/5678 ¦ 0\u200b90\u200b1234\u200b5678 ¦ "
        "(090)1234*5678 ¦ +81(0)90 1234 5678 ¦ +86 138 0013 8000 ¦ 080\n1234\n5678 ¦ 〇壱弐〇 参四五 六七八 ¦ "
        "電話952-1234へ ¦ まるきゅうまる いちにさんよん ごろくななはち ¦ ０５０＿３２０４＿１１８８ ¦ "
        "090ー1234ー5678 ¦ ０八〇ー１２三四ー五六七八 ¦ ゼロハチゼロの1234の5678 ¦ 08O I234 5678 ¦ "
        "zero nine zero one two three four five six seven eight ¦ 0７0…1111…2222 ¦ ０３(１２３４)５６７８ ¦ "
        "０１２０‐４４４‐４４４ ¦ れいさんれい いちにさんよん ごろくななはち ¦ "
        "(0)(9)(0)(1)(2)(3)(4)(5)(6)(7)(8) ¦ 090 - 1234 - 5678 ¦ "
        "九〇一二三四五六七八の頭に〇、〇九〇一二三四五六七八 ¦ +44 20 7946 0958 ¦ ＴＥＬ０４８９３０１１１１ ¦ "
        "〇五〇・三二〇四・一一八八 ¦ Ø9Ø-1234-5678 ¦ "
        "\U0001d7ce\U0001d7d7\U0001d7ce\U0001d7cf\U0001d7d0\U0001d7d1\U0001d7d2\U0001d7d3\U0001d7d4\U0001d7d5\U0001d7d6 ¦ "
        "080-1111-2222 ¦ 〇三―一二三四―五六七八 ¦ 0 3 1 2 3 4 5 6 7 8 ¦ ゼロ三 一二三四 五六七八 ¦ "
        "０９０.１２３４.５６７８ ¦ 090\u00ad1234\u00ad5678 ¦ +8190-1234-5678 ¦ 0081 90 1234 5678 ¦ "
        "携帯:090 1234 5678番 ¦ 03\u30001234\u30005678 ¦ 【090】【1234】【5678】 ¦ 090-1234-5678 ¦ "
        "０９０\u3000１２３４\u3000５６７８ ¦ 090 1234-5678 ¦ 090—1234—5678 ¦ 0９0・12３4・567８ ¦ "
        "〇九〇一二三四五六七八 ¦ 090(1234)5678 ¦ ０９０：１２３４：５６７８ ¦ 090＃1234＃5678 ¦ "
        "ぜろきゅうぜろいちにさんよんごろくななはち ¦ 零九〇-1234-5678 ¦ O3-l234-5678 ¦ 03 1234 5678 ¦ "
        "090\u200d-1234\u200d-5678 ¦ 090 12 34 56 78 ¦ 090=1234=5678",
    ),
    (
        F.OTHER_CONTACT,
        "misato.zei＠gmail.comまで ¦ misato-zei アット gmail ドット com ¦ misato (at) gmail (dot) com ¦ "
        "ＬＩＮＥ\u3000ＩＤ：misato ¦ ラインで登録してください ¦ L I N E で友だち追加 ¦ "
        "らいんのともだちついか ¦ ﾗｲﾝで連絡ください ¦ カカオトークへ ¦ テレグラムで相談 ¦ ご返信ください ¦ "
        "「1」を返信してください ¦ インスタのDMまで ¦ L\u0406NE登録 ¦ ワッツアップで ¦ LINE＠misato ¦ "
        "ライソID misato ¦ ライン交換 ¦ 友達申請 ¦ Ｇｍａｉｌ：misato.zei ¦ misato-zei@city.co ¦ telegramへ ¦ "
        "ディスコードで ¦ このメッセージに返信して下さい ¦ YESと返信 ¦ Signalで連絡 ¦ シグナルアプリで連絡 ¦ "
        "カカオでお話し ¦ @misato_zei をフォロー ¦ メールください info@zei.jp ¦ SMSで返信お願いします ¦ "
        "LlNE ID zei ¦ Ｘ（旧Twitter）のDM ¦ Whats\u0410pp ¦ LINEで ¦ らいんID ¦ mail: zei(a)misato.jp ¦ "
        "zei＠misato。jp ¦ インスタグラム ¦ Messenger ¦ KakaoTalk ¦ ライン＠ ¦ Viberで ¦ "
        "このSMSへのご返信をお願いします ¦ wechatを ¦ "
        "ＬＩＮＥで ¦ Ｌ ＩＮＥ ＩＤ ¦ ラ イ ン で ¦ line.id:zei ¦ メールで返信 ¦ メールしてください ¦ "
        "返信ください ¦ 返信をください ¦ zei@misato ¦ インスタDM ¦ チャットで ¦ 友だち登録 ¦ X(@misato_zei) ¦ "
        "WeChat ID",
    ),
    (
        F.BANK_ACCOUNT,
        "お振り込みください ¦ フリコミ先はこちら ¦ 振・込をお願いします ¦ ロ座番号をお知らせください ¦ "
        "こうざばんごうを教えて ¦ 口\u3000座\u3000番\u3000号 ¦ ゆうちょ 記号10120 番号12345671 ¦ "
        "普通１２３４５６７ ¦ 普通 一二三四五六七 ¦ みずほ銀行 本店 〇一二三四五六 ¦ 指定先に送金してください ¦ "
        "bank transfer only ¦ Ｆｕｒｉｋｏｍｉ ¦ あんしょうばんごう ¦ A T M で操作 ¦ 口座No.1234567 ¦ "
        "こうざ番号 ¦ 指定口座へご入金ください ¦ 銀行口座に入れてください ¦ 振リ込ミ ¦ フリコ厶 ¦ 振込み先 ¦ "
        "三菱UFJ銀行 渋谷支店 普通 0012345 ¦ ゆうちょ 10120-12345671 ¦ 当座一二三四五六七 ¦ bank acc 1234567 ¦ "
        "送 金 ¦ エーティーエム ¦ Bankuberweisung IBAN ¦ お振替口座 1234567 ¦ お振込み ¦ ふ り こ み ¦ 振(込) ¦ "
        "口座-番号 ¦ 暗 証 番 号 ¦ A.T.M. ¦ 送金してください ¦ 普通口座 7654321 ¦ ゆうちょ銀行の12340-1234567 ¦ "
        "お振込先 ¦ 振り込んでください ¦ ふりこんで ¦ 入金してください ¦ 銀行へ入金を ¦ 口座へ ¦ ＡＴＭ ¦ "
        "えーてぃーえむ ¦ 支店名 ¦ 送 金 先 ¦ キャッシュカード",
    ),
    (
        F.PAYMENT_MEANS,
        "ペイペイで ¦ ﾍﾟｲﾍﾟｲで ¦ P a y P a y ¦ ぺいぺい で ¦ ギフトカードを買って ¦ ギフ卜券の番号 ¦ "
        "アマゾンギフト ¦ プリペイドカード ¦ プ・リ・ペ・イ・ド ¦ 電子マネ一 ¦ でんしまねー ¦ gift card ¦ "
        "g.i.f.t c.a.r.d ¦ ビットコイン ¦ カ一ド番号を入力 ¦ Ａｐｐｌｅ\u3000Ｃａｒｄ ¦ 楽天ペイ・d払い ¦ "
        "現金書留で ¦ webmoney ¦ \u0420\u0430\u0443\u0420\u0430\u0443 ¦ ＰａｙＰａｙ ¦ ぺイぺイ ¦ pay pay残高 ¦ "
        "ぎふとけん ¦ ギフ ト 券 ¦ Amazonギフト券 ¦ プリペード ¦ コンビニでカードを購入 ¦ Vプリカ ¦ LINEペイ ¦ "
        "ｄ払い ¦ 電\u3000子\u3000マ\u3000ネ\u3000ー ¦ クレジッ卜カード ¦ 仮想通過 ¦ BTCで ¦ USDT ¦ ナナコ ¦ "
        "セブンの払込票番号1234567890123 ¦ メルペィ ¦ コンビニ払いの番号12345-67890 ¦ ペイ・ペイ ¦ "
        "Ｐ ａ ｙ Ｐ ａ ｙ ¦ ギ フ ト カ ー ド ¦ ﾌﾟﾘﾍﾟｲﾄﾞ ¦ プリペイ ド カード ¦ p\u0430yp\u0430y ¦ "
        "電子\u200bマネー ¦ Google Play カード ¦ クレジット カード ¦ 暗号資産 ¦ 楽天 ペイ ¦ "
        "ＰａｙＰａｙ残高 ¦ ﾍﾟｲﾍﾟｲ ¦ ギフト\u3000カード ¦ アマギフ ¦ アップルカード ¦ プリカ ¦ iTunes ¦ "
        "電子ギフト券 ¦ コンビニで電子マネー ¦ d 払 い ¦ クレジット ¦ カード決済 ¦ QRコードで支払い",
    ),
    (
        F.DEBT,
        "滞 納 ¦ 滞・納があります ¦ たいのう ¦ タイノウのお知らせ ¦ ﾀｲﾉｳ ¦ 滞のう ¦ 末納です ¦ 未\u200b納 ¦ "
        "未_納 ¦ みのうのお知らせ ¦ ミ納分 ¦ 滯納 ¦ 廷滞金 ¦ えんたいきん ¦ 未 払 い ¦ みはらい ¦ 未ーー納 ¦ "
        "ｔａｉｎｏｕ ¦ overdue ¦ u n p a i d ¦ 0verdue tax ¦ とくそくじょう ¦ 督/促 ¦ 滞\u00ad納 ¦ 滞★納 ¦ "
        "【滞】【納】 ¦ m\u0456nou zei ¦ しはらいがかくにんできません ¦ 納めていない税があります ¦ "
        "滞\u3000\u3000\u3000納 ¦ た・い・の・う ¦ 未の納 ¦ 未納付 ¦ ミノウ ¦ みはらい分 ¦ ﾐﾉｳ ¦ 未ｘ納 ¦ "
        "不払い ¦ お支払いが済んでおりません ¦ 払い込みがない ¦ 滞納.処分 ¦ お納めいただいていない税 ¦ "
        "税金の払い残し ¦ 期限を過ぎております ¦ 納期 を 過 ぎ て ¦ 支払い期限切れ ¦ unp\u0430id ¦ un-paid ¦ "
        "your t@x is overdue ¦ arrears ¦ tainou ¦ dept of tax: you 0we ¦ 支払が遅れて ¦ "
        "ノウゼイガオクレテイマス ¦ 延\u3000滞 ¦ 納 付 さ れ て い ま せ ん ¦ 滞\n納 ¦ 未-納 ¦ 延 滞 金 ¦ "
        "ﾀｲﾉｳ金 ¦ とくそく状 ¦ 督\u200b促状 ¦ 滞納(たいのう) ¦ 未納分の税 ¦ みのう分 ¦ overd\u200bue ¦ "
        "un paid ¦ OVERDUE ¦ ｏｖｅｒｄｕｅ ¦ 納期限を過 ぎ て ¦ 末払い ¦ 支払いが確認できません ¦ 未払 ¦ "
        "tainō ¦ ta1nou ¦ 債 務 ¦ タ イ ノ ウ ¦ "
        "滞＋納 ¦ 滞、納 ¦ 督ソク ¦ ＴＡＩＮＯＵ ¦ t4inou ¦ 払ってない税 ¦ はらってません ¦ 納めてない ¦ "
        "未だ納付されておらず ¦ 未\u3000\u3000納 ¦ タ イ ノ ー ¦ ミ\u3000ノ\u3000ウ ¦ 税金の残り ¦ "
        "不足しています ¦ 期限内に納付がなく ¦ 遅延損害金 ¦ 未 収 金 ¦ まだ払われていません ¦ 御支払期限経過 ¦ "
        "未納入",
    ),
    (
        F.SEIZURE,
        "差 押 ¦ 差・押 ¦ 差・し・押・さ・え ¦ さしおさえ ¦ サシオサエ予告 ¦ ｻｼｵｻｴ ¦ 差おさえ ¦ さし押え ¦ "
        "差抑えます ¦ seizure ¦ S e i z u r e ¦ sashiosae ¦ 処 分 します ¦ 滞納処分 ¦ ざいさん調査 ¦ "
        "財-産-調-査 ¦ s\u0435izure ¦ きょうせいしっこう ¦ 差\u2060押 ¦ 処分 たいしょう ¦ 差し止め ¦ "
        "サシ押さえ ¦ さ し お さ え ¦ 差押え予告 ¦ 口座凍結 ¦ きゅうよ差押 ¦ 給与の差し押え ¦ "
        "財産をおさえます ¦ 没 収 ¦ 強 制 徴 収 ¦ s e i z e ¦ seizing ¦ ｓａｓｈｉｏｓａｅ ¦ 公 売 ¦ "
        "差し押さぇ ¦ 家宅捜索 ¦ サシオサ工 ¦ 差\n押え ¦ 差\u3000\u3000押 ¦ ｻ ｼ ｵ ｻ ｴ ¦ さしおさぇ ¦ "
        "sashi-osae ¦ se\u0456zure ¦ 給与・差押 ¦ 処\u200b分 ¦ 強制執行 ¦ 財産 調査 ¦ SEIZED ¦ "
        "差\u3000押 ¦ 差〇押 ¦ さ・し・お・さ・え ¦ サシオサエ ¦ 差押予告 ¦ 滞納処 分 ¦ 財 産 調 査 ¦ 給料差押 ¦ "
        "預金を凍結 ¦ 口座を止め ¦ 法的処分 ¦ 執行官",
    ),
    (
        F.AMOUNT,
        "一万二千円 ¦ 壱万円 ¦ 弐拾参円 ¦ 〇えん ¦ 12300エン ¦ １２，３００円 ¦ 1 2 3 0 0 円 ¦ 3万え\u200bん ¦ "
        "¥ 12 300 ¦ 五千えん ¦ 五〇〇〇円 ¦ ごせんえん ¦ さんまんえん ¦ 12300yen ¦ JPY 12300 ¦ ￥ 一二三〇〇 ¦ "
        "12.3千円 ¦ 12300圓 ¦ １２３００ ｙ ｅ ｎ ¦ ○○円 ¦ 3万2千円 ¦ 12,3OO円 ¦ 一二三〇〇円 ¦ ¥12300 ¦ "
        "12300JPY ¦ 拾弐萬円 ¦ いちまんえん ¦ にせんごひゃくえん ¦ 金12300円也 ¦ 12．300円 ¦ １万２千３百円 ¦ "
        "三〇〇〇圓 ¦ 12,300￥ ¦ 1万エン ¦ 500 えん ¦ twelve thousand yen ¦ 百万円 ¦ 12300 円 ¦ 5千円 ¦ "
        "5,000円 ¦ ５\u3000０\u3000０\u3000円 ¦ 金五千円也 ¦ ￥5000 ¦ 5000えん ¦ ５千円 ¦ JPY5000 ¦ 5000 YEN ¦ "
        "一 万 円 ¦ 壱 万 円 ¦ 1万円分 ¦ 12,3００円 ¦ ￥５，０００ ¦ 5 0 0 0 yen ¦ 二千五百円 ¦ "
        "１万 ¦ 一万 円 ¦ 金弐万円 ¦ 12300円也 ¦ 1.2万円 ¦ ￥12.300 ¦ 12 300 yen ¦ 一二三〇〇えん ¦ 2万えん ¦ "
        "計12,300円 ¦ 壱弐参零零円 ¦ 12.3k円",
    ),
    (
        F.THREAT,
        "至・急 ¦ しきゅう連絡を ¦ シキュウ ¦ 最 終 通 告 ¦ ほうてきそち ¦ 法的ソチ ¦ 本 日 中 に ¦ "
        "ほんじつちゅう ¦ たいほ されます ¦ final notice ¦ legal action ¦ l e g a l action ¦ urgent ¦ act now ¦ "
        "pay now ¦ さいばんになります ¦ 警\u200b告 ¦ 今・す・ぐ ¦ イマスグ ¦ 大至急 ¦ 緊 急 ¦ 今直ぐ ¦ "
        "本日１７時まで ¦ 明日までに ¦ 24じかんいない ¦ 法的な手段 ¦ 訴えます ¦ けいさつにつうほう ¦ "
        "最終のお知らせ ¦ 最後のお願い ¦ サイバン ¦ ご自宅へ伺います ¦ 家族に知らせます ¦ 会社に連絡します ¦ "
        "URGENT ¦ immedi\u0430tely ¦ La5t warning ¦ 逮\u3000捕 ¦ 罰せられます ¦ お早めに対応しない場合 ¦ "
        "至 急 ¦ ｼｷｭｳ ¦ 最終\u200b通告 ¦ 法 的 措 置 ¦ final n0tice ¦ u.r.g.e.n.t ¦ 今\u3000すぐ ¦ 逮-捕 ¦ "
        "けいこくします ¦ 24 時 間 以 内 ¦ Legal Action ¦ "
        "大 至 急 ¦ さ い ば ん ¦ 法的措 置 ¦ すぐにお電話ください！ ¦ 最後通知 ¦ 本日限り ¦ 期日厳守 ¦ "
        "必ず本日 ¦ 放 置 ¦ URGENT!! ¦ ﾎｳﾃｷｿﾁ ¦ 罰金 ¦ 逮捕状 ¦ 財産を失い ¦ 身柄",
    ),
    (
        F.NAME_FIELD,
        "山田 太郎 様 ¦ 山田太郎さま ¦ やまだたろう様 ¦ ﾔﾏﾀﾞﾀﾛｳ様 ¦ 山・田・様 ¦ 佐藤健人様 ¦ 山田花子様 ¦ "
        "鈴木さん ¦ Mr. Yamada ¦ Dear Tanaka ¦ 田中 殿 ¦ ○○様 ¦ ＊＊＊様 ¦ 【氏名】 ¦ Yamada-sama ¦ "
        "高橋\u3000様 ¦ 山本様 ¦ ヤマモトさま ¦ スズキ イチロウ様 ¦ 佐 々 木 様 ¦ グエン様 ¦ 渡邊さん ¦ "
        "Mr Sato ¦ お名前：山田太郎 ¦ 〇〇さま ¦ △△様 ¦ {フリガナ} ¦ [氏名] ¦ 田中太郎殿 ¦ すずきさん ¦ "
        "中村氏 ¦ 李先生様 ¦ TANAKA SAMA ¦ 高橋一郎 ¦ 佐藤\u3000様 ¦ サトウ様 ¦ ｻﾄｳ様 ¦ 鈴木一郎様 ¦ "
        "高橋美咲さん ¦ 伊藤さま ¦ 山 本 太 郎 様 ¦ 中村殿 ¦ Mr.Tanaka ¦ 小林一様 ¦ ご担当 加藤健太様 ¦ "
        "山田\u3000太郎\u3000様 ¦ 鈴 木 様 ¦ やまださま ¦ サトウタロウ様 ¦ ○ ○ 様 ¦ 佐藤サン ¦ "
        "ヤマダタロウさま ¦ タナカ殿 ¦ Mr.Suzuki ¦ 渡辺一様 ¦ 齊藤様 ¦ 髙橋様 ¦ 小鳥遊様 ¦ {お名前}",
    ),
    (
        F.BAD_CHARACTER,
        "①番窓口 ¦ ☎ ¦ 髙橋ビル ¦ \u200b ¦ m² ¦ ㍻",
    ),
)
"""Parts that go into an otherwise harmless text, with ¦ between them."""
_OWN_MISTAKES = (
    (F.NAME_FIELD, "{city}{desk}です。{name}様 お電話ください。{phone} 送信専用"),
    (F.NAME_FIELD, "{city}{desk}です。{ 氏 名 } お電話ください。{phone} 送信専用"),
    (F.NAME_FIELD, "%氏名% {city}{desk}です。{phone}"),
    (F.UNKNOWN_FIELD, "{city}{desk}です。未納額{amount} {phone}"),
    (F.UNKNOWN_FIELD, "{{city}}{desk}です。{phone}"),
    (F.UNKNOWN_FIELD, "｛city｝{city}{desk}です。{phone}"),
    (F.NO_CITY, "{desk}です。お電話ください。{phone} 送信専用 心当たりのない方は削除願います"),
    (F.NO_DESK, "{city}です。お電話ください。{phone} 送信専用 心当たりのない方は削除願います"),
    (F.NO_PHONE, "{city}{desk}です。お電話ください。送信専用 心当たりのない方は削除願います"),
    (F.NO_PHONE, "{city}{desk}です。930-0000へお電話ください。送信専用"),
    (F.OTHER_PHONE, "{city}{desk}です。048-930-0001へお電話ください。送信専用"),
    (F.OTHER_PHONE, "{city}{desk}です。{phone} FAX 048-930-0009"),
    (F.EMPTY, "　\n"),
    (F.TOO_LONG, "{city}{desk}{phone}" + "お知らせします。" * 90),
    (F.DEBT, "{city}{desk}です。納め忘れはございませんか。{phone} 送信専用"),
    (F.DEBT, "{city}{desk}です。納期限を過ぎた市税があります。{phone} 送信専用"),
    (F.DEBT, "{city}{desk}です。督促状をお送りしました。{phone} 送信専用"),
    (F.DEBT, "{city}{desk}です。市税の納付が確認できておりません。{phone} 送信専用"),
    (F.DEBT, "{city}{desk}です。市税の納付が遅れています。{phone} 送信専用"),
    (F.DEBT, "{city}{desk}です。延滞金がかかる場合があります。{phone} 送信専用"),
    (F.DEBT, "{city}{desk}です。残りの税額をお知らせします。{phone} 送信専用"),
    (F.DEBT, "{city}{desk}です。まだお支払いがお済みでないようです。{phone} 送信専用"),
    (F.AMOUNT, "{city}{desk}です。第2期12,300円についてお電話ください。{phone} 送信専用"),
    (F.SEIZURE, "{city}{desk}です。このままでは処分の対象になります。{phone} 送信専用"),
    (F.SEIZURE, "{city}{desk}です。財産の調査を始めます。{phone} 送信専用"),
    (F.THREAT, "{city}{desk}です。至急お電話ください。{phone} 送信専用"),
    (F.THREAT, "{city}{desk}です。早急にご連絡ください。{phone} 送信専用"),
    (F.THREAT, "{city}{desk}です。ご連絡なき場合は勤務先へお電話します。{phone} 送信専用"),
    (F.URL, "{city}{desk}です。詳しくは https://www.pref.saitama.lg.jp/zei へ。{phone} 送信専用"),
    (F.PAYMENT_MEANS, "{city}{desk}です。スマホ決済(PayPay、au PAY)でも納められます。{phone} 送信専用"),
    (F.BANK_ACCOUNT, "{city}{desk}です。振込先は後日お知らせします。{phone} 送信専用"),
    (F.OTHER_CONTACT, "{city}{desk}です。zei@city.misato.lg.jp へもどうぞ。{phone} 送信専用"),
    (F.BAD_CHARACTER, "{city}{desk}です😊 {phone} 送信専用"),
    (F.BAD_CHARACTER, "{city}{desk}です。受付は㈪〜㈮ {phone} 送信専用"),
    (F.TAX_ITEM, "{city}{desk}です。固定資産税のことでお電話ください。{phone} 送信専用"),
    (F.NO_SEND_ONLY, "{city}{desk}です。お電話ください。{phone} 心当たりのない方は削除願います"),
    (F.NO_STRANGER_LINE, "{city}{desk}です。お電話ください。{phone} 送信専用"),
    (
        F.OVER_ONE_UNIT,
        "{city}{desk}です。お忙しいところ恐れ入りますが、ご都合のよいときに、お電話をいただけますようお願いします。{phone} 送信専用 心当たりのない方は削除願います",
    ),
)
_OTHER_PARTS: tuple[tuple[Language, FindingId, str], ...] = (
    (
        EN,
        F.DEBT,
        "you have an unpaid tax bill ¦ your city tax is past due ¦ tax arrears notice ¦ "
        "please settle your outstanding balance ¦ payment has not been received ¦ "
        "we could not confirm your payment ¦ your account is delinquent ¦ your tax debt ¦ "
        "un-paid residence tax ¦ payment is late ¦ you still have to pay ¦ 0utstanding amount",
    ),
    (
        EN,
        F.SEIZURE,
        "we will seize your assets ¦ your salary will be garnished ¦ your bank account will be frozen ¦ "
        "property will be confiscated ¦ s.e.i.z.u.r.e ¦ wage attachment ¦ asset seizure notice",
    ),
    (
        EN,
        F.THREAT,
        "urgent ¦ you must call today ¦ legal proceedings will start ¦ "
        "failure to respond will result in penalties ¦ final n o t i c e ¦ respond within 48 hours ¦ "
        "last reminder ¦ you will be arrested ¦ we will contact your employer ¦ immediate action required ¦ "
        "you may be fined ¦ deportation",
    ),
    (
        EN,
        F.BANK_ACCOUNT,
        "please transfer to account 1234567 ¦ make a bank deposit ¦ send money ¦ b a n k transfer ¦ "
        "wire the money ¦ remittance ¦ bank details",
    ),
    (
        EN,
        F.PAYMENT_MEANS,
        "pay with gift cards ¦ pay by PayPay ¦ prepaid card ¦ credit-card ¦ pay by crypto ¦ send bitcoins ¦ "
        "G00gle Play card ¦ Apple gift card ¦ pay online ¦ convenience store payment code 12345678",
    ),
    (
        EN,
        F.OTHER_CONTACT,
        "contact us on LINE ¦ add our LINE ¦ email tax@city.jp ¦ text us at this number ¦ reply with your name ¦ "
        "WhatsApp us ¦ message us on Facebook ¦ Reply 'Y' ¦ send us a message on Messenger ¦ "
        "tax (at) city (dot) jp",
    ),
    (
        EN,
        F.AMOUNT,
        "30,000 yen ¦ JPY 30,000 ¦ ¥30,000 ¦ 30000円 ¦ thirty thousand yen ¦ 30k yen ¦ 3 man en",
    ),
    (
        EN,
        F.URL,
        "visit misato.com ¦ misato-tax [dot] jp ¦ click the link below: h t t p s://a.b ¦ www misato net ¦ "
        "go to city-misato.info/pay ¦ tax.misato.site",
    ),
    (
        EN,
        F.OTHER_PHONE,
        "call 080 1234 5678 ¦ call zero eight zero, one two three four, five six seven eight ¦ "
        "call +81 80 1234 5678 ¦ tel. 03-1234-5678",
    ),
    (
        EN,
        F.NAME_FIELD,
        "Dear Mr Tanaka ¦ Hello Maria, ¦ Mr. John Smith ¦ Ms Nguyen ¦ Dear John",
    ),
    (
        ZH,
        F.DEBT,
        "您有未缴税款 ¦ 欠费 ¦ 您尚未缴税 ¦ 税款逾期 ¦ 滯納 ¦ 催缴通知 ¦ 您的税金还没有交 ¦ 拖欠税款 ¦ 未付税款",
    ),
    (
        ZH,
        F.SEIZURE,
        "扣押财产 ¦ 冻结账户 ¦ 强制执行 ¦ 查封财产 ¦ 没收",
    ),
    (
        ZH,
        F.THREAT,
        "最后通知 ¦ 请马上付款 ¦ 将起诉 ¦ 法律责任 ¦ 紧急 ¦ 立即处理 ¦ 警察 ¦ 否则将罚款 ¦ 今天之内",
    ),
    (
        ZH,
        F.AMOUNT,
        "三万日元 ¦ 30000日元 ¦ ￥30000 ¦ 3万日元 ¦ 30000元",
    ),
    (
        ZH,
        F.BANK_ACCOUNT,
        "银行账号 ¦ 转账 ¦ 汇款 ¦ 银行帐户",
    ),
    (
        ZH,
        F.PAYMENT_MEANS,
        "支付宝 ¦ 微信支付 ¦ 礼品卡 ¦ 信用卡 ¦ 购买点卡",
    ),
    (
        ZH,
        F.OTHER_CONTACT,
        "加微信 ¦ 请回复1 ¦ 发邮件 ¦ 微信号misato ¦ LINE联系",
    ),
    (
        ZH,
        F.NAME_FIELD,
        "王先生 ¦ 李小红女士 ¦ 张伟先生您好",
    ),
    (
        PT,
        F.DEBT,
        "imposto em atraso ¦ imposto não pago ¦ débito pendente ¦ você deve imposto ¦ pagamento atrasado ¦ "
        "parcela vencida ¦ dívida ativa",
    ),
    (
        PT,
        F.SEIZURE,
        "penhora ¦ bloqueio da conta ¦ confisco de bens ¦ apreensão de bens",
    ),
    (
        PT,
        F.THREAT,
        "urgente ¦ último aviso ¦ ação judicial ¦ polícia ¦ multa ¦ imediatamente ¦ hoje mesmo",
    ),
    (
        PT,
        F.AMOUNT,
        "30.000 ienes ¦ ¥30.000 ¦ 30 mil ienes",
    ),
    (
        PT,
        F.BANK_ACCOUNT,
        "depósito bancário ¦ conta bancária ¦ transferência ¦ dados bancários",
    ),
    (
        PT,
        F.PAYMENT_MEANS,
        "cartão de crédito ¦ PayPay ¦ vale-presente ¦ cartão pré-pago",
    ),
    (
        PT,
        F.OTHER_CONTACT,
        "WhatsApp ¦ e-mail: a@b.jp ¦ responda SIM ¦ Facebook ¦ mande mensagem",
    ),
    (
        PT,
        F.NAME_FIELD,
        "Sr. Silva ¦ Prezada Maria ¦ Sra. Souza",
    ),
    (
        VI,
        F.DEBT,
        "nợ thuế ¦ chưa nộp thuế ¦ quá hạn ¦ trễ hạn nộp ¦ còn nợ ¦ chưa thanh toán ¦ thuế chưa đóng",
    ),
    (
        VI,
        F.SEIZURE,
        "tịch thu tài sản ¦ kê biên ¦ phong tỏa tài khoản ¦ cưỡng chế",
    ),
    (
        VI,
        F.THREAT,
        "khẩn cấp ¦ ngay lập tức ¦ khởi kiện ¦ công an ¦ phạt tiền ¦ lần cuối ¦ trong hôm nay",
    ),
    (
        VI,
        F.AMOUNT,
        "30.000 yên ¦ 30000 yen ¦ ¥30000",
    ),
    (
        VI,
        F.BANK_ACCOUNT,
        "chuyển khoản ¦ số tài khoản ¦ tài khoản ngân hàng",
    ),
    (
        VI,
        F.PAYMENT_MEANS,
        "thẻ cào ¦ thẻ tín dụng ¦ PayPay ¦ thẻ quà tặng",
    ),
    (
        VI,
        F.OTHER_CONTACT,
        "Zalo ¦ Facebook ¦ gửi email ¦ trả lời CÓ ¦ WhatsApp",
    ),
    (
        VI,
        F.NAME_FIELD,
        "ông Nguyễn ¦ chị Trần ¦ anh Lê",
    ),
)
"""The same in other languages."""
_OTHER_LANGUAGES = (
    (EN, F.DEBT, "{city}{desk} Misato City: your tax is overdue. Call {phone}. Send-only."),
    (EN, F.DEBT, "{city}{desk} Misato City: you owe city tax. Call {phone}."),
    (EN, F.DEBT, "{city}{desk}: we have not received your payment. {phone}"),
    (EN, F.AMOUNT, "{city}{desk}: 12,300 yen. Call {phone}."),
    (EN, F.SEIZURE, "{city}{desk}: your property may be seized. {phone}"),
    (EN, F.SEIZURE, "{city}{desk}: wage garnishment follows. {phone}"),
    (EN, F.THREAT, "{city}{desk}: call immediately or legal action follows. {phone}"),
    (EN, F.THREAT, "{city}{desk}: final w\u0430rning. {phone}"),
    (EN, F.URL, "{city}{desk}: see misato-tax.com {phone}"),
    (EN, F.URL, "{city}{desk}: see misato-tax dot com {phone}"),
    (EN, F.BANK_ACCOUNT, "{city}{desk}: make a wire transfer to account no. 1234567. {phone}"),
    (EN, F.PAYMENT_MEANS, "{city}{desk}: buy a g1ft card. {phone}"),
    (EN, F.OTHER_CONTACT, "{city}{desk}: message us on WhatsApp. {phone}"),
    (EN, F.OTHER_CONTACT, "{city}{desk}: reply YES to confirm. {phone}"),
    (EN, F.NAME_FIELD, "Dear Mr. Silva, {city}{desk}: call {phone}."),
    (EN, F.OTHER_PHONE, "{city}{desk}: call {phone} or 090 1234 5678."),
    (
        EN,
        F.NO_PHONE,
        "{city}{desk} Misato City Tax Office: please call us. Send-only. If this is not for you, delete it.",
    ),
    (EN, F.NO_CITY, "Tax Office: please call {phone}. Send-only. If this is not for you, delete it."),
    (EN, F.NO_SEND_ONLY, "{city}{desk} Misato City: call {phone}. If this is not for you, delete it."),
    (EN, F.NO_STRANGER_LINE, "{city}{desk} Misato City: call {phone}. Send-only."),
    (ZH, F.DEBT, "{city}{desk}：您有欠税，请致电{phone}。"),
    (ZH, F.DEBT, "{city}{desk}：您的税款逾 期 未缴。{phone}"),
    (ZH, F.DEBT, "{city}{desk}：滞纳金。{phone}"),
    (ZH, F.SEIZURE, "{city}{desk}：将查封并冻结您的账户。{phone}"),
    (ZH, F.THREAT, "{city}{desk}：请立即联系，否则起诉。{phone}"),
    (ZH, F.AMOUNT, "{city}{desk}：12300日元。{phone}"),
    (ZH, F.AMOUNT, "{city}{desk}：一万二千日元。{phone}"),
    (ZH, F.BANK_ACCOUNT, "{city}{desk}：请转账到以下账号。{phone}"),
    (ZH, F.PAYMENT_MEANS, "{city}{desk}：请用支付宝付款。{phone}"),
    (ZH, F.OTHER_CONTACT, "{city}{desk}：加微信misato888。{phone}"),
    (ZH, F.NAME_FIELD, "王小明先生，{city}{desk}：请致电{phone}。"),
    (ZH, F.URL, "{city}{desk}：请访问 misato点com。{phone}"),
    (PT, F.DEBT, "{city}{desk}: seu imposto está em atraso. {phone}"),
    (PT, F.DEBT, "{city}{desk}: dívida de imposto. {phone}"),
    (PT, F.SEIZURE, "{city}{desk}: haverá penhora de bens. {phone}"),
    (PT, F.THREAT, "{city}{desk}: último aviso, ligue imediatamente. {phone}"),
    (PT, F.AMOUNT, "{city}{desk}: 12.300 ienes. {phone}"),
    (PT, F.BANK_ACCOUNT, "{city}{desk}: faça transferência bancária. {phone}"),
    (PT, F.PAYMENT_MEANS, "{city}{desk}: pague com cartão pré-pago. {phone}"),
    (PT, F.NAME_FIELD, "Prezado Sr. Silva, {city}{desk}: {phone}"),
    (PT, F.OTHER_PHONE, "{city}{desk}: ligue 080-1234-5678"),
    (VI, F.DEBT, "{city}{desk}: bạn đang nợ thuế. {phone}"),
    (VI, F.DEBT, "{city}{desk}: ban chua nop thue. {phone}"),
    (VI, F.SEIZURE, "{city}{desk}: tài sản sẽ bị tịch thu. {phone}"),
    (VI, F.THREAT, "{city}{desk}: hãy gọi ngay lập tức, nếu không sẽ bị khởi kiện. {phone}"),
    (VI, F.AMOUNT, "{city}{desk}: 12.300 yên. {phone}"),
    (VI, F.BANK_ACCOUNT, "{city}{desk}: chuyển khoản vào số tài khoản sau. {phone}"),
    (VI, F.PAYMENT_MEANS, "{city}{desk}: mua thẻ cào. {phone}"),
    (VI, F.OTHER_CONTACT, "{city}{desk}: nhắn Zalo cho chúng tôi. {phone}"),
    (VI, F.URL, "{city}{desk}: vào misato-zei.top {phone}"),
)

_BEFORE, _AFTER = "{city}{desk}です。", " {phone} 心当たりのない方は削除願います。送信専用"


def _list_texts() -> tuple[LabelledText, ...]:
    desk = "納付推進課"
    return (
        *(LabelledText(Label.GENUINE, text) for text in _GENUINE),
        *(LabelledText(Label.GENUINE, text, own_desk=desk) for text in _GENUINE[:2]),
        *(LabelledText(Label.GENUINE, text, language=language) for language, text in _GENUINE_OTHER),
        *(LabelledText(Label.SCAM, text, found) for found, text in _SCAM),
        *(
            LabelledText(Label.DISGUISE, _BEFORE + part + _AFTER, found)
            for found, parts in _DISGUISES
            for part in parts.split(" ¦ ")
        ),
        *(LabelledText(Label.OWN_MISTAKE, text, found) for found, text in _OWN_MISTAKES),
        *(LabelledText(Label.SCAM, text, found, language) for language, found, text in _OTHER_LANGUAGES),
        *(
            LabelledText(Label.SCAM, f"{{city}}{{desk}}: {part} {{phone}}", found, language)
            for language, found, parts in _OTHER_PARTS
            for part in parts.split(" ¦ ")
        ),
    )


TEXTS = _list_texts()
