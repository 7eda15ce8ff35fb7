"""Words that a text must not contain, or only with a warning, for each finding.

`east_asian`: a pattern for the squeezed forms of a text, written in usual characters; it covers Japanese and Chinese.
`phrases`: English, romanised Japanese, Portuguese without accents, Vietnamese without marks. Words of a phrase may be
apart or together; one that ends in * may go on. A long one is also found inside squeezed text.
`exact`: a pattern for the forms that keep white space and punctuation.

Words of all languages are searched in every text: a Japanese text can hide an English word.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from bot.model.text_findings import FindingId
from bot.rules.message_text.person_names import GIVEN, READINGS, ROMAJI, SURNAMES
from bot.rules.message_text.skeleton import OWN, Skeleton, fold_pattern

_LONG_WORD, _LONG_PHRASE = 6, 9
"""Letters of a word, and of a phrase of several words, that are long enough to mean nothing else without spaces."""


@dataclass(frozen=True)
class WordTable:
    """The words of one finding."""

    id: FindingId
    east_asian: str
    phrases: str = ""
    exact: str = ""

    def find(self, skeleton: Skeleton) -> tuple[int, int] | None:
        """Where the first of these words stands in the original text."""
        apart = (skeleton.base, skeleton.joined, skeleton.leet, skeleton.digits)
        for forms, pattern in ((skeleton.squeezed, self._squeezed), (apart, self._apart)):
            for form in forms:
                if match := pattern.search(form.text):
                    return form.locate(*match.span())
        return None

    @cached_property
    def _squeezed(self) -> re.Pattern[str]:
        phrases = [phrase.rstrip("*") for phrase in self._list_phrases()]
        long = [
            phrase.replace(" ", "")
            for phrase in phrases
            if len(phrase) - phrase.count(" ") >= (_LONG_PHRASE if " " in phrase else _LONG_WORD)
        ]
        return re.compile("|".join((fold_pattern(self.east_asian), *long)))

    @cached_property
    def _apart(self) -> re.Pattern[str]:
        phrases = "|".join(map(_spread, self._list_phrases()))
        exact = fold_pattern(self.exact)
        return re.compile(
            "|".join(part for part in (phrases and rf"(?<![a-z0-9])(?:{phrases})", exact) if part) or "(?!)"
        )

    def _list_phrases(self) -> list[str]:
        return [phrase.strip() for phrase in self.phrases.split(",") if phrase.strip()]


def _spread(phrase: str) -> str:
    """The pattern of a phrase whose words may stand apart, by anything but letters and digits."""
    words = re.escape(phrase.rstrip("*")).replace(r"\ ", r"[^a-z0-9]{0,3}")
    return words if phrase.endswith("*") else words + "(?![a-z0-9])"


_NOT_YET = r"(?:て(?:い|おり)?)?(?:ませ?ん|ない)"
_PAYING = r"(?:納付|納税|納入|お?支払い?|入金|しはらい|のうふ|のうぜい|払い?込み?)"
_MI = r"(?<![済の込組踏休])み"
_TAI = r"(?<![いきしちにびみりぎじえけせてねべめれげ])たい"
"""The kana of 未 and 滞 where they do not end another word: 済み納付書, 相談したい納税者."""
DEBT = WordTable(
    FindingId.DEBT,
    rf"(?:未の?|{_MI}|(?<![年月週日期度])末)(?:納|のう(?![ちけえ])|のー)"
    rf"|(?:未|{_MI}|不|(?<![年月週日期度])末)(?:払|はら|支払)|未(?:入金|収|済|決済|精算|清算)|欠納"
    rf"|(?:滞|怠)(?:納|のう)|{_TAI}(?:納|のう(?![ちえ])|のー)|体納|(?:延|えん|遅)(?:滞|たい(?:き|ぜ))|遅延"
    rf"|督(?:促|そく)"
    rf"|とくそく|債務|債権|借金|負債"
    rf"|残高|残額|残金|不足(?:額|分|して)|(?:未だ|まだ)お?(?:納付|納入|支払|納め|払)|納め忘れ|払い忘れ|時効"
    rf"|(?:納期限?|期限|期日)(?:が|を|は|の)?(?:過ぎ|経過|超過|すぎ)"
    rf"|期限切れ|滞って|滞り(?!なく)"
    rf"|{_PAYING}[のがはを]{{0,2}}ご?(?:確認|かくにん)[がをは]?(?:でき|出来|取れ|とれ){_NOT_YET}"
    rf"|{_PAYING}[がはを]?(?:まだ)?な?されて(?:い|おり)?(?:ませ?ん|ない)"
    rf"|{_PAYING}[がはを]?(?:まだ)?お?(?:済み?|すみ|済ん)で(?:は|い|おり)?(?:な|ませ)"
    rf"|{_PAYING}[がはの]{{0,2}}(?:遅れ|おくれ|滞|とどこお)|(?:納|おさ)め(?:て|られて)(?:い|おり)?(?:ませ?ん|ない)"
    rf"|(?:払|はら)(?:って|われて)(?:い|おり)?(?:ませ?ん|ない)"
    rf"|{_PAYING}が?(?:まだ|未だ)|{_PAYING}が(?:ない|なく|ありませ)"
    rf"|(?:お納め|お?支払い?|納付|入金)を?(?:いただ|頂)(?:いて|けて)(?:い|おり)?(?:ませ?ん|ない)|(?:払い|納め)残"
    rf"|納期限?後|残(?:り|って|る)の?[^。]{{0,4}}税|(?:税|料|代)[^。]{{0,3}}(?:残り|残って)"
    r"|欠[税款缴繳]|欠费|未付|[未没]有?[缴繳交][纳納清费費税款]?|[缴繳]清|逾期|拖欠|催[缴繳]|过期未|债务|債務",
    "overdue, over due, unpaid, arrears, delinquen*, past due, debt, debts, debtor*, you owe, owe, owed, owes, owing"
    ", in default"
    ", outstanding tax*, outstanding balance*, outstanding amount*, outstanding payment*, not received your payment"
    ", payment has not been, not been received, confirm your payment, confirm payment, payment is late, paying late"
    ", still have to pay, have to pay, must pay, need to pay"
    ", not received payment, not received any payment, have not paid, has not been paid, not been paid, not yet paid"
    ", late payment, late fee*"
    ", balance due, payment due, amount due, missed payment*, collection agency, unsettled, nonpayment, non payment"
    ", tainou, tainoh, taino, minou, minoh, mibarai, miharai, tokusoku, entaikin, entai, saimu"
    ", divida*, deve imposto*, deve impostos, em atraso, atrasad*, vencid*, inadimplen*, nao pag*, nao foi pag*"
    ", pendencia*, imposto pendente"
    ", devedor*, em debito, debito pendente"
    ", no thue, con no, khoan no, mac no, qua han, chua nop, chua thanh toan, chua dong, tre han, cham nop, nop cham"
    ", no tien",
)
SEIZURE = WordTable(
    FindingId.SEIZURE,
    r"(?:差|さ)し?(?:押さ?え?|おさえ?|抑え?)|差し?止|(?:財産|給与|預金|口座|給料)を(?:おさえ|押さえ|抑え)|仮差"
    r"|処分(?!場|業|方法|費|料|ごみ|品)|しょぶん(?!じょう)|財産の?(?:調査|を調)"
    r"|(?:財産|ざいさん)の?(?:調査|ちょうさ)|(?:給与|預金|給料|預貯金|銀行)の?調査|公売|競売|捜索"
    r"|(?:強制|きょうせい)の?(?:執行|しっこう|徴収|ちょうしゅう|的に)|凍結|没収|(?:口座|回線)を(?:止め|とめ)|換価"
    r"|給与天引|立入調査|家宅"
    r"|[执執]行(?!する)|查封|査封|扣押|没收|冻结|拍[卖賣]",
    "seize*, seizure*, seizing, garnish*, confiscat*, foreclos*, repossess*, freeze your, freeze the"
    ", frozen account*, be frozen, wage attachment, attach your, account freeze*"
    ", asset freeze*, forced collection, compulsory collection, property investigation, investigate your, levy your"
    ", sashiosae, sashi osae, shobun, kyousei shikkou"
    ", penhora*, confisc*, apreens*, apreend*, bloqueio de conta*, bloqueio da conta*, bloquear a conta"
    ", bloqueio de bens, bloquear sua, leilao"
    ", tich thu, tich bien, ke bien, phong toa, cuong che, dong bang tai khoan",
)
THREAT = WordTable(
    FindingId.THREAT,
    r"至急|しきゅう(?!う)|早急|緊急|すぐに(?:お?電話|ご?連絡|対応|お?支払)|厳守|財産を失|身柄|必ず(?:本日|今日|明日)"
    r"|直ちに|ただちに|(?:今|いま)(?:すぐ|直ぐ)"
    r"|最終の?(?:通告|通知|警告|催告|勧告|お知らせ|ご?連絡|ご?案内|お願い|確認)|さいしゅうつうこく"
    r"|最後の?(?:通告|通牒|通知|警告|お知らせ|お願い|ご?連絡|機会)|警告|けいこく"
    r"|(?:法的|ほうてき)(?:な)?(?:措置|そち|手段|手続|しゅだん)|訴訟|訴え|提訴|告訴|起訴|そしょう|うったえ|裁判"
    r"|さいばん|逮捕|たいほ(?:され|し|す)|刑事|罰(?:則|金|せ)|信用情報|ぶらっくりすと"
    r"|勤務先|勤め先|職場|お?勤めの会社|(?:本日|ほんじつ|きょう|今日)(?:中|ちゅう|限り|かぎり)|時間以内|じかんいない"
    r"|(?:本日|今日|ほんじつ|きょう)[0-9]{1,2}時まで(?!受|開|お)|(?:明日|あす|あした)までに"
    r"|(?:応じ|連絡|対応|返答|回答)(?:が|の|さ|いただけ)*な(?:い|き|く)(?:場合|とき|時|ば|ければ)"
    r"|(?:対応|連絡)(?:され|し|いただけ)ない|放置(?!自転車)|このまま(?:では|だと)"
    r"|(?:利用|口座|あかうんと|さーびす|電話|回線)(?:が|を|の)?(?:停止|失効|凍結)"
    r"|(?:警察|けいさつ)に?(?:通報|つうほう|通知|届)|自宅(?:へ|に)(?:お?伺|訪問|参)"
    r"|(?:家族|会社|親族|近所|実家)(?:へ|に)(?:お?知らせ|連絡し|連絡いた|通知|お?電話し|伝え)"
    r"|立即|立刻|[马馬]上|[紧緊]急|最[后後後]通[知牒]|最[后後]警告|起[诉訴]|法院|拘留|罚款|罰款|后果|否[则則]"
    r"|法律[责責]任|[报報]警|警察|今天之[内內]|当天",
    "urgent*, immediately, at once, final notice*, last notice*, last reminder*, final reminder*, you must call"
    ", immediate action*, action required, may be fined, be fined, deport*, visa status, final warning*"
    ", last warning*, warning"
    ", legal action*, legal measure*"
    ", legal proceeding*, lawsuit*, sue you, court, arrest*, police, within 24 hours, within 48 hours, hours left"
    ", today only, by today"
    ", act now, pay now, call now, last chance, penalt*, prosecut*, or else, your employer, your workplace"
    ", suspended, suspension"
    ", jail, prison, consequences, asap"
    ", shikyuu, shikyu, saishuu tsuukoku, houteki sochi, saiban"
    ", urgente*, hoje mesmo, ainda hoje, imediatamente, ultimo aviso, aviso final, acao judicial, acao legal"
    ", processo judicial, justica"
    ", prisao, policia, multa*, sob pena"
    ", khan cap, trong hom nay, hom nay ngay, ngay lap tuc, khoi kien, toa an, canh sat, cong an, bat giu, phat tien"
    ", tien phat, bi phat"
    ", lan cuoi, canh bao",
)
_DIGIT = "[0-9〇零一二三四五六七八九壱弐参肆伍陸漆捌玖]"
BANK_ACCOUNT = WordTable(
    FindingId.BANK_ACCOUNT,
    rf"(?:口座|こうざ)の?(?:番号|ばんごう|名義|記号|情報|no)|(?:口座|こうざ){_DIGIT}{{5,}}"
    rf"|(?:指定|以下|下記|次)の?口座|口座(?:へ|に|まで)の?(?:ご)?(?:入金|入れ|送)|エーティーエム"
    rf"|(?:振|ふ)り?(?:込|こ[みむめん])|送金|ご?入金(?:して)?(?:ください|下さい|願|先|をお願い)|入金を(?!ご?確認)"
    rf"|口座へ|支店名|キャッシュカード|入金先"
    rf"|(?:普通|当座|ふつう)(?:預金|口座|よきん)?(?:番号|no)?{_DIGIT}{{6,8}}"
    rf"|(?:暗証|あんしょう)(?:番号|ばんごう)"
    rf"|(?:銀行|信用金庫|信金|信用組合|農協|ゆうちょ|支店|本店)[^0-9〇零一二三四五六七八九{OWN}]{{0,12}}{_DIGIT}{{5,}}"
    rf"|記号{_DIGIT}{{4,6}}番号|[账帳账賬]号|[账帳账賬][户戶戸]|银行卡|[账帳賬帐][户戶戸号]|転帳|转[账帳]|[汇匯]款",
    "bank transfer*, wire transfer*, bank account*, bank acc, to account, bank deposit*, bank detail*, send money"
    ", wire the, send the money, account number*, account no, iban, swift code, remit*"
    ", money transfer*, atm"
    ", routing number, pin code, pin number, furikomi, kouza bangou, koza bango"
    ", transferencia*, conta bancaria, dados bancarios, dados da conta, numero da conta, deposite, deposito bancario"
    ", chuyen khoan, so tai khoan, tai khoan ngan hang",
)
PAYMENT_MEANS = WordTable(
    FindingId.PAYMENT_MEANS,
    r"ペイペイ|楽天ペイ|らくてんペイ|メルペイ|ファミペイ|aupay|エーユーペイ|d払い|ディー払い|line(?:pay|ペイ)"
    r"|ラインペイ|ナナコ|nanacoで|btcで|カードを(?:購入|買)|アリペイ|ペイジー"
    r"|(?:スマホ|スマートフォン|キャッシュレス|コード|qr)決済|スマホ払い"
    r"|ギフト(?:カード|券|けん|コード)|アマゾンギフト|アマギフ|(?:アップル|グーグル)カード|カード(?:決済|払い)"
    r"|qrコードで|amazonギフト|アップルギフト|商品券|プリペ[イー]ド|vプリカ"
    r"|(?<![アレ])プリカ(?!ーサ)|電子マネー|でんしマネー|電子ギフト|ビットコイン|ビットキャッシュ|ウェブマネー"
    r"|(?:仮想|暗号)(?:通[貨過]|資産)"
    r"|クレジット|クレカ(?:で|払|番号|情報)|デビットカード|カード(?:番号|情報)|セキュリティコード"
    r"|アイチューンズ|itunesカード|グーグルプレイ|現金書留|現金を?(?:郵送|宅配|送|お送り)|レターパックで現金"
    rf"|(?:収納機関|納付|確認|支払い?の?|払込票|払い?の|お客様)番号{_DIGIT}{{4,}}|支付[宝寶]|微信支付|充值卡"
    rf"|[礼禮]品卡|信用卡|比特[币幣]|点[卡]",
    "paypay, line pay, rakuten pay, au pay, merpay, famipay, d barai, alipay, wechat pay, apple pay, google pay"
    ", amazon pay, gift card*"
    ", gift code*, pay online, online payment, payment code*, payment number*, vale presente, cartao vale"
    ", gift certificate*, amazon gift, itunes, google play, apple card*, prepaid, pre paid, credit card*"
    ", debit card*"
    ", card number*, card detail*, bitcoin, btc, crypto*, usdt, paypal, webmoney, web money, bitcash, western union"
    ", moneygram, e money"
    ", electronic money, cash app, security code, cvv, cartao presente, cartao pre pago, cartoes pre pagos"
    ", cartao de credito, pix, boleto"
    ", the cao, the qua tang, the tin dung, the tra truoc, zalopay, vi dien tu",
)
OTHER_CONTACT = WordTable(
    FindingId.OTHER_CONTACT,
    r"(?<![a-z])l[il]ne(?:id|登録|で|の|に|へ|まで|友|とも|公式|アカウント|追加|交換)"
    r"|(?<!おん)(?<!ほっと)(?<!がいど)(?<!すかい)(?<!あうと)ライ[ンソ](?:id|アイディ|登録|で|の|に|へ|まで|友|とも|公式|アカウント|追加|交換)"
    r"|(?:友だち|友達|ともだち)(?:追加|登録|ついか|申請)|シグナル(?:アプリ|で)|signalで|カカオ(?:トーク|で)"
    r"|テレグラム|ワッツアップ|ウィーチャット|ウィチャット|インスタ(?!ント)|フェイスブック|メッセンジャー|ツイッター"
    r"|バイバー|スカイプ|ディスコード"
    r"|返信を?(?:して)?(?:ください|下さい|願います|お願い|お待ち)|返信で(?:お知らせ|回答|お答え)|と返信(?!し?な|は|不)"
    r"|(?:メール|eメール)(?:アドレス)?(?:で|に|へ|まで|にて)(?:ご)?(?:連絡|お送りく|問い?合|回答|返信(?!し?な|は|不|で))"
    r"|メールアドレスを|メールを?(?:して|ください|下さい|お送り)|チャット(?:で|に|へ)"
    r"|微信|[加]我?[为為]?好友|回[复復覆](?!本)(?:1|是|yes|确认)|[请請](?:直接)?回[复復覆]|[邮郵]箱|[发發]邮件"
    r"|line[联聯]|[电電]子[邮郵]件",
    "line id, line account, on line app, us on line, our line, add line, line app, add us on, telegram, whatsapp"
    ", whats app, wechat, weixin, kakao*, instagram, facebook"
    ", messenger, skype, viber"
    ", zalo, twitter, discord, dm us, email us, e mail us, email to, text back, text us, message us"
    ", send us an email, gmail, outlook com"
    ", yahoo mail, responda sim, responda com, envie um email, mande um email, nhan tin cho, tra loi co"
    ", mande mensagem, envie mensagem, gui email",
    r"(?<!not )(?<!n't )(?<!never )(?<!cannot )(?<![a-z])reply[^a-z0-9]{1,3}(?:yes|ok|1|y\b|with\b|by\b|now\b)"
    r"|(?<!not )(?<!n't )(?<!never )(?<!cannot )(?<![a-z])please[^a-z0-9]{1,3}reply"
    r"|ライン\s?@|[a-z0-9._+-]{1,40}\s?@\s?[a-z0-9-]{1,40}|(?<![a-z0-9])@\s?[a-z0-9_]{3,}"
    r"|[a-z0-9._+-]{1,40}\s?(?:[(\[{<]\s?(?:at|a|@|アット|あっと)\s?[)\]}>]|アット(?:マーク)?|あっと(?:まーく)?)\s?[a-z0-9-]+"
    r"|[a-z0-9._+-]{1,40} at [a-z0-9-]+ ?(?:dot|ドット|\(dot\))",
)
_NUMERALS = "[一二三四五六七八九十百千万億壱弐参肆伍陸漆捌玖拾佰〇零]"
_NUMBER = rf"(?:[0-9][0-9,.]{{0,15}}|{_NUMERALS}{{1,15}})[十百千万億]{{0,4}}"
_YEN = r"円(?![滑満卓周形柱山玉盤熟安高弧筒陣])"
_SPOKEN_YEN = r"えん(?!りょ|かつ|まん|じょ|げつ|げき|ちょう|たい|のう|ぜつ|そう|むす|しゅう|だん|がん|とつ)"
AMOUNT = WordTable(
    FindingId.AMOUNT,
    rf"[0-9][0-9,.]{{0,15}}[億万千百k]{{0,4}}(?:{_YEN}|{_SPOKEN_YEN})"
    rf"|(?<!{_NUMERALS})(?<![内域帯]){_NUMERALS}{{1,15}}(?:{_YEN}|{_SPOKEN_YEN})"
    rf"|[¥$€£₫]{_NUMBER}|[0-9][¥￥]|(?:thousand|hundred|million)yen|[0-9](?:yen|jpy)(?![a-z])|jpy[0-9]"
    rf"|[0-9][0-9,.]{{0,15}}(?:ドル|ユーロ|ウォン)|{_NUMBER}(?:日元|日圆|日円|元(?![化号年旦気管的素])|美元|人民[币幣])"
    r"|(?:(?:いち|に|さん|よん|ご|ろく|なな|はち|きゅう|じゅう|すう|[0-9一二三四五六七八九])(?:ひゃく|びゃく|ぴゃく|せん|ぜん|まん|じゅう)+)+"
    + _SPOKEN_YEN,
    "",
    r"[0-9][0-9,. ]{0,15}\s?(?:mil )?(?:k ?)?(?:yen|jpy|ienes?|usd|dollars?|vnd|dong|(?:man|sen) ?en)(?![a-z])"
    r"|(?:jpy|usd|yen|rmb|cny)\s?[0-9]"
    r"|[¥$€£₫]\s*[0-9]|[〇○◯●◎*＊]\s?(?:円|えん)"
    r"|[0-9][0-9,. ]{0,15}[十百千万]?\s?(?:円|えん)(?![滑満卓周形柱山玉盤熟安高弧筒陣りかまじげちたのぜそむしだがと])"
    r"|[0-9]\s?万(?![人件回部世名以年歩通台一二三四五六七八九枚戸冊本点個票社校])",
)
TAX_ITEM = WordTable(
    FindingId.TAX_ITEM,
    r"[市県民町村都区府道]+民税|住民税|法人税|所得税|事業税|固定資産税|都市計画税|自動車税|軽自(?:動車)?"
    r"|国民健康保険|国保|介護保険|後期高齢|保育料|入湯税|催告|納付|お?支払",
    "resident tax, residents tax, inhabitant tax, property tax, fixed asset tax, fixed assets tax, vehicle tax"
    ", automobile tax, health insurance"
    ", imposto predial, imposto residencial, seguro de saude, thue cu tru, bao hiem y te",
)

_ROLES = (
    "皆々|本人|主人|世帯主|保護者|納税者|義務者|所有者|代表者|担当者|申請者|利用者|関係者|事業者|使用者"
    "|名義人|相続人|代理人|管理人|各位|住民|市民|町民|村民|区民|県民|国民|家族|親族|世帯|両親|社員|職員"
    "|会員|議員|役員|法人|企業|会社|貴社|事業主|家主|地主|店主|施主|得意先|取引先|先|友人|個人|外国人|患者"
    "|旦那|連れ|子息|息女|お客|担当|窓口|業者|医師|学校|御中"
)
_ENDS_AS_ROLE = "".join(f"(?<!{role})" for role in _ROLES.split("|"))
_NO_NAME = "皆客何同仕模異奥方"
"""Characters before 様 that end no name: お客様, 同様."""
_ALONE = "一有神王貴多名父母兄姉孫先当"
"""Those that can end a name, and are none alone: お一人様 is one, 山田一様 is not."""
_SURNAME = f"(?:{SURNAMES})"
_READING = f"(?:{READINGS})"
_NAME_PART = "(?:(?![皆客の]|みな)[一-龥々ぁ-んー])"
"""Not 小川町の皆様: many surnames are names of places."""
_CHINESE = "[王李张張刘劉陈陳杨楊赵趙黄周吴吳徐孙孫朱马馬胡郭林何高梁郑鄭罗羅宋谢謝唐韩韓曹许許邓鄧冯馮]"
_VIETNAMESE = "(?:nguyen|tran|le|pham|hoang|phan|vu|vo|dang|bui|do|ho|ngo)"
_ADDRESSEES = (
    "(?:sir|madam|mr|ms|mrs|resident|citizen|customer|all|recipient|taxpayer|parent|guardian|tenant|owner"
    "|contribuinte|morador|cliente|senhor|cidada)"
)
NAME = WordTable(
    FindingId.NAME_FIELD,
    rf"(?<=[一-龥々])(?<![{_NO_NAME}])(?<![^一-龥々][{_ALONE}])(?<!^[{_ALONE}])(?<![おご御]子){_ENDS_AS_ROLE}様(?![々式子相態変な])"
    r"|(?<=[一-龥々])(?<![御宮神本])殿(?![下堂場町様])"
    rf"|{_SURNAME}(?:{_NAME_PART}{{0,4}}(?:様|さま|殿|どの|氏(?!名)|くん)|[一-龥々]{{0,2}}(?<!皆)さん)"
    rf"|{_READING}(?:{_NAME_PART}{{0,6}}(?:様|さま|殿)|さん(?!じ))"
    rf"|{_SURNAME}(?:{GIVEN})"
    rf"|{_CHINESE}[一-龥]{{0,2}}(?:先生|女士|小姐)",
    "",
    r"[〇○◯●◎△□*＊]\s?(?:様|さま|殿)"
    r"|[\[<(%【『「{$]\s?(?:ご?氏\s?名|お?名前|ご?芳名|宛名|name|full ?name)\s?[\]>)%】』」}$]"
    rf"|(?<![a-z])(?:mr|mrs|ms|miss|sr|sra|senhor|senhora)(?![a-z])\.?\s?[a-z]{{2,}}"
    rf"|(?<![a-z])(?:ong|ba|anh|chi) {_VIETNAMESE}(?![a-z])"
    r"|(?<![a-z])(?:hello|hi|ola|chao) [a-z]{2,}(?=[,!])"
    rf"|(?<![a-z])(?:dear|prezad[oa]|car[oa]) (?!{_ADDRESSEES}[a-z]*)[a-z]{{2,}}"
    rf"|(?<![a-z])(?:{ROMAJI})[- ]?(?:sama|san)(?![a-z])|(?<![a-z])[a-z]{{2,}}-(?:sama|san)(?![a-z])",
)
NAME_FIELD = re.compile(
    r"(?:full_?name|shimei|kana|name|nome|ten|お?名前?|氏名|姓名?|宛名|カナ|フリガナ|納税者名|納税義務者名?)",
    re.IGNORECASE,
)
"""The name of a field, without white space, that would be replaced by a person's name."""

WORD_TABLES = (BANK_ACCOUNT, PAYMENT_MEANS, OTHER_CONTACT, DEBT, AMOUNT, SEIZURE, THREAT, NAME, TAX_ITEM)

_KATAKANA_NAME = re.compile(r"([ァ-ヶー・]{2,})\s*様")
_KATAKANA_ROLES = (
    "オーナー",
    "ユーザー",
    "ユーザ",
    "メンバー",
    "パートナー",
    "テナント",
    "ドライバー",
    "スタッフ",
    "ファミリー",
    "グループ",
)


def has_katakana_name(text: str) -> bool:
    """Whether 様 follows a name in katakana, which the forms of a skeleton do not distinguish from other words."""
    found = _KATAKANA_NAME.findall(unicodedata.normalize("NFKC", text))
    return any(not name.endswith(_KATAKANA_ROLES) for name in found)
