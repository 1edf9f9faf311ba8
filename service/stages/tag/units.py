"""The words of which expressions are made: months, weekdays, numbers, currencies, units."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS = _words(
    "January February March April May June July August September October November December"
)
ABBREVIATED_MONTHS = _words("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec")
WEEKDAYS = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

# Month and day of the holidays that always have one, and the names of some others.
HOLIDAYS: dict[str, tuple[int, int] | None] = {
    "Christmas Day": (12, 25),
    "Christmas Eve": (12, 24),
    "Boxing Day": (12, 26),
    "New Year’s Day": (1, 1),
    "New Year’s Eve": (12, 31),
    "Valentine’s Day": (2, 14),
    "Halloween": (10, 31),
    **dict.fromkeys(
        (
            *(
                "Christmas",
                "Easter",
                "Easter Sunday",
                "Easter Monday",
                "Good Friday",
                "Palm Sunday",
            ),
            *("Ash Wednesday", "Ramadan", "Eid", "Eid al-Fitr", "Eid al-Adha", "Thanksgiving"),
            *("Thanksgiving Day", "Hanukkah", "Passover", "Yom Kippur", "Rosh Hashanah", "Diwali"),
            *("Independence Day", "Labor Day", "Labour Day", "Memorial Day", "Veterans Day"),
            *("Lunar New Year", "Chinese New Year", "New Year", "Victory Day"),
            *("Mother’s Day", "Father’s Day", "Bastille Day", "Republic Day", "Nowruz"),
        )
    ),
}

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
    r"|zlotys?|forints?|baht|ringgit|shillings?|pounds sterling|taka|lari|dong|tenge|manats?|kyats?"
)

_LENGTHS = (
    r"kilomet(?:er|re)s?|met(?:er|re)s?|centimet(?:er|re)s?|millimet(?:er|re)s?|miles?|yards?"
    r"|feet|foot|inch(?:es)?|km|cm|mm|mi|ft|light[ -]years?"
)
UNITS = "|".join(
    (
        rf"(?:square |cubic |sq\.? |nautical )?(?:{_LENGTHS})(?:[²³23]| per hour| an hour|/h)?",
        r"hectares?|acres?|mph|kph|km/h|knots",
        r"(?:metric )?ton(?:ne)?s?|kilogram(?:me)?s?|kilos?|kg|grams?|mg|pounds?|lbs?|ounces?|oz",
        r"lit(?:er|re)s?|millilit(?:er|re)s?|gallons?|barrels?|bushels?|ml",
        r"degrees?(?: (?:Celsius|Fahrenheit|centigrade))?",
        r"(?:kilo|mega|giga|tera)(?:watt|byte|hertz|bit|ton)s?(?:[- ]hours?)?|watts?|volts?",
        r"[kMGT]Wh?|[kKMGT]B|[kMG]Hz",
    )
)
