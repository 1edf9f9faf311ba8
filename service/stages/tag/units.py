"""The words of which expressions are made: months, weekdays, numbers, currencies, units."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS = _words(
    "January February March April May June July August September October November December"
)
ABBREVIATED_MONTHS = _words("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec")
WEEKDAYS = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

SMALL_NUMBERS = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
NUMBERS = (
    *SMALL_NUMBERS,
    *_words("twenty thirty forty fifty sixty seventy eighty ninety"),
    *_words("hundreds thousands millions billions dozens dozen several"),
)

SYMBOLS = "$€£¥₹₽₩₺₴₦₪฿₱₫"
DOLLARS = ("US", "AU", "CA", "HK", "NZ", "A", "C", "S", "R")  # right before the sign
CURRENCY_CODES = _words(
    "USD EUR GBP JPY CNY RMB INR RUB CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF TRY UAH ZAR NGN KES "
    "BRL MXN SGD HKD KRW IDR THB SAR AED ILS EGP PKR"
)
CURRENCIES = (  # not pounds, which are weights as well
    r"dollars?|euros?|cents|pence|yen|yuan|renminbi|r(?:o?u)bles?|rupees?|rupiah|francs?|pesos?"
    r"|reais|rand|won|kron(?:a|or|er|e|ur)|liras?|hryvnias?|shekels?|naira|dirhams?|riyals?|dinars?"
    r"|zlotys?|forints?|baht|ringgit|shillings?|pounds sterling"
)

_LENGTHS = (
    r"kilomet(?:er|re)s?|met(?:er|re)s?|centimet(?:er|re)s?|millimet(?:er|re)s?|miles?|yards?"
    r"|feet|foot|inch(?:es)?|km|cm|mm|mi|ft|light[ -]years?"
)
UNITS = "|".join(
    (
        rf"(?:square |cubic |sq\.? |nautical )?(?:{_LENGTHS})(?:[²³]| per hour| an hour|/h)?",
        r"hectares?|acres?|mph|kph|km/h|knots",
        r"(?:metric )?ton(?:ne)?s?|kilogram(?:me)?s?|kilos?|kg|grams?|mg|pounds?|lbs?|ounces?|oz",
        r"lit(?:er|re)s?|millilit(?:er|re)s?|gallons?|barrels?|bushels?|ml",
        r"degrees?(?: (?:Celsius|Fahrenheit|centigrade))?",
        r"(?:kilo|mega|giga|tera)(?:watt|byte|hertz|bit|ton)s?(?:[- ]hours?)?|watts?|volts?",
        r"[kMGT]Wh?|[kKMGT]B|[kMG]Hz",
    )
)
