"""Pages whose bodies are known, all invented: what stands above, the body, what stands below."""

from typing import NamedTuple


class Page(NamedTuple):
    """A page line by line."""

    above: tuple[str, ...]
    body: tuple[str, ...]
    below: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return (*self.above, *self.body, *self.below)


_LIGHTHOUSE = (
    "The keeper of the Skerry lighthouse has given up his post after forty-one years, and nobody "
    "in the village of Port Ellery knows who is going to light the lamp next winter.",
    "Angus Rowan, 67, told the council on Tuesday that the stairs had become too many for him. "
    "There are 214 of them, and he has climbed them twice a day.",
    "“I counted them every single time,” he said. “It keeps you honest.”",
    "The council will advertise the post in the spring. A spokeswoman said that two applications "
    "had already come in, one of them from a man who had never seen the sea.",
    "Until a successor is found, the coast guard is to look after the lamp by remote control, "
    "which Rowan called the saddest sentence he had read in years.",
)
_HEAD = ("Home", "World", "Business", "Sport", "Log in", "Search")
_FOOT = ("About us", "Contact", "Privacy policy", "© 2024 The Invented Courier")
_NEWS = (*_HEAD, "Lighthouse keeper leaves after 41 years", "By Moira Tain", "4 March 2024, 09:12")

ARTICLES: dict[str, Page] = {
    "news": Page(_NEWS, _LIGHTHOUSE, ("Share this article", "Related stories", *_FOOT)),
    "readers' comments": Page(
        _NEWS,
        _LIGHTHOUSE,
        (
            "3 comments",
            "Sort by: newest first",
            "seagull77, 5 March 2024 at 8:01 am",
            "I climbed those stairs as a boy and I can tell you that I still feel it in my knees!",
            "Reply",
            "Martha K., 5 March 2024 at 9:40 am",
            "Why doesn't the council ever ask us what we want? You should all be ashamed.",
            "Reply",
            "You must be logged in to post a comment.",
            *_FOOT,
        ),
    ),
    "teasers of other stories": Page(
        _NEWS,
        _LIGHTHOUSE,
        (
            "More like this",
            "Ferry to Port Ellery runs aground",
            "PORT ELLERY — The ferry that has connected the village with the mainland since...",
            "A baker who weighs his words",
            "Nobody has ever heard Tom Lund say more than he meant, which is why the jury...",
            "The town that sold its bells",
            "When the parish ran out of money it did what no parish in the county had ever...",
            *_FOOT,
        ),
    ),
    "appeal for support": Page(
        _NEWS,
        _LIGHTHOUSE,
        (
            "Support our journalism",
            "At The Invented Courier we believe that everybody deserves news that they can trust. "
            "If you can afford it, please consider supporting our newsroom from £2 a month.",
            "Subscribe to our newsletter",
            "Your email address",
            *_FOOT,
        ),
    ),
    "picture credits": Page(
        (*_NEWS, "The lighthouse in a storm last January. (Photo: Iain Vale/Invented Pictures)"),
        _LIGHTHOUSE,
        ("(Image credit: Invented Pictures)", "Most read", *_FOOT),
    ),
    "German": Page(
        ("Startseite", "Politik", "Sport", "Anmelden", "Leuchtturmwärter hört nach 41 Jahren auf"),
        (
            "Der Wärter des Leuchtturms von Süderhörn hat nach 41 Jahren seinen Dienst beendet, "
            "und niemand im Dorf weiß, wer im nächsten Winter das Licht anzünden soll.",
            "Hinrich Vollmer, 67, sagte dem Gemeinderat am Dienstag, die Treppe sei ihm zu lang "
            "geworden. Sie hat 214 Stufen, und er ist sie zweimal am Tag gegangen.",
            "Die Gemeinde will die Stelle im Frühjahr ausschreiben. Zwei Bewerbungen liegen "
            "bereits vor, eine davon von einem Mann, der das Meer noch nie gesehen hat.",
        ),
        ("Artikel teilen", "Mehr zum Thema", "Kommentare", "Impressum", "Datenschutz"),
    ),
    "Russian": Page(
        ("Главная", "Новости", "Спорт", "Войти", "Смотритель маяка ушёл через 41 год"),
        (
            "Смотритель маяка на острове Каменном оставил свой пост после сорока одного года "
            "службы, и никто в деревне не знает, кто будет зажигать огонь следующей зимой.",
            "Андрей Ровнин, которому исполнилось 67 лет, сказал во вторник, что лестница стала "
            "для него слишком длинной. В ней 214 ступеней, и он поднимался по ней дважды в день.",
            "Совет объявит конкурс весной. По словам представителя совета, уже поступили две "
            "заявки, одна из них от человека, который никогда не видел моря.",
        ),
        ("Поделиться", "Читайте также", "Комментарии", "Реклама", "О проекте"),
    ),
    "Greek": Page(
        ("Αρχική", "Ειδήσεις", "Αθλητικά", "Σύνδεση", "Ο φαροφύλακας αποχωρεί μετά από 41 χρόνια"),
        (
            "Ο φύλακας του φάρου άφησε τη θέση του μετά από σαράντα ένα χρόνια και κανείς στο "
            "χωριό δεν ξέρει ποιος θα ανάψει το φως τον επόμενο χειμώνα.",
            "Ο Νίκος Ροδάκης, 67 ετών, είπε στο συμβούλιο την Τρίτη ότι οι σκάλες είχαν γίνει "
            "πάρα πολλές για εκείνον. Είναι 214 και τις ανέβαινε δύο φορές την ημέρα.",
            "Το συμβούλιο θα προκηρύξει τη θέση την άνοιξη. Έχουν ήδη υποβληθεί δύο αιτήσεις, η "
            "μία από έναν άνθρωπο που δεν έχει δει ποτέ τη θάλασσα.",
        ),
        ("Κοινοποίηση", "Διαβάστε επίσης", "Σχόλια", "Όροι χρήσης", "Επικοινωνία"),
    ),
    "Chinese": Page(
        ("首页", "新闻", "体育", "登录", "灯塔看守人任职四十一年后离任"),
        (
            "石礁灯塔的看守人在任职四十一年之后离开了岗位，村里没有人知道明年冬天由谁来点亮这盏灯。",
            "现年六十七岁的罗安星期二告诉村委会，楼梯对他来说太长了。楼梯一共有二百一十四级，他每天要爬两次。",
            "村委会将在春天公开招聘。一位发言人说，已经收到两份申请，其中一份来自一个从未见过大海的人。",
        ),
        ("分享", "相关新闻", "评论", "关于我们", "版权所有"),
    ),
    "Japanese": Page(
        ("ホーム", "ニュース", "スポーツ", "ログイン", "灯台守、四十一年を経て退任"),
        (
            "岩礁の灯台守が四十一年の勤務を終えて退任した。次の冬に誰が灯をともすのか、村では誰も知らない。",
            "六十七歳の岩田さんは火曜日、村議会に対し、階段が自分には長くなりすぎたと語った。"
            "階段は二百十四段あり、毎日二度上っていたという。",
            "村は春に後任を公募する予定だ。広報によると、すでに二件の応募があり、"
            "そのうち一件は海を見たことのない男性からだった。",
        ),
        ("シェアする", "関連記事", "コメント", "運営会社", "利用規約"),
    ),
    "Arabic": Page(
        ("الرئيسية", "أخبار", "رياضة", "تسجيل الدخول", "حارس المنارة يغادر بعد واحد وأربعين عاما"),
        (
            "غادر حارس المنارة عمله بعد واحد وأربعين عاما من الخدمة، ولا أحد في القرية يعرف من "
            "سيضيء المصباح في الشتاء القادم.",
            "وقال كريم الراوي البالغ من العمر سبعة وستين عاما أمام المجلس يوم الثلاثاء إن السلالم "
            "أصبحت طويلة عليه، وعددها مئتان وأربع عشرة درجة كان يصعدها مرتين كل يوم.",
            "وسيعلن المجلس عن الوظيفة في الربيع. وقالت متحدثة باسمه إن طلبين وصلا بالفعل، أحدهما "
            "من رجل لم ير البحر في حياته.",
        ),
        ("مشاركة", "اقرأ أيضا", "التعليقات", "اتصل بنا", "جميع الحقوق محفوظة"),
    ),
    "Hindi": Page(
        ("होम", "समाचार", "खेल", "लॉग इन", "प्रकाशस्तंभ के रखवाले ने 41 साल बाद छोड़ा पद"),
        (
            "प्रकाशस्तंभ के रखवाले ने इकतालीस साल की सेवा के बाद अपना पद छोड़ दिया है, और गाँव में कोई "
            "नहीं जानता कि अगली सर्दियों में दीपक कौन जलाएगा।",
            "सड़सठ साल के रवि रोहन ने मंगलवार को परिषद से कहा कि सीढ़ियाँ अब उनके लिए बहुत ज़्यादा हो गई "
            "हैं। सीढ़ियाँ दो सौ चौदह हैं और वे दिन में दो बार चढ़ते थे।",
            "परिषद वसंत में इस पद का विज्ञापन देगी। प्रवक्ता ने बताया कि दो आवेदन पहले ही आ चुके हैं, जिनमें "
            "से एक ऐसे व्यक्ति का है जिसने कभी समुद्र नहीं देखा।",
        ),
        ("शेयर करें", "यह भी पढ़ें", "टिप्पणियाँ", "हमारे बारे में", "संपर्क करें"),
    ),
}
