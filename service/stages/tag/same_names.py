"""Names of one thing that no rule of spelling brings together: countries, renamed cities.

Only what can be meant by nothing else in news is here: not "Georgia", "Congo" or "Korea". Each
line holds the folded names of one thing (see `folded` in spelling.py), split at commas.
"""

_TABLE = """
    united states, us, usa, united states of america, america
    united kingdom, uk, britain, great britain
    united arab emirates, uae, emirates
    russia, russian federation
    china, peoples republic of china, prc
    south korea, republic of korea, rok
    north korea, dprk, democratic peoples republic of korea
    democratic republic of congo, drc, dr congo, democratic republic of the congo
    czech republic, czechia
    netherlands, holland
    turkey, turkiye
    myanmar, burma
    eswatini, swaziland
    ivory coast, cote divoire
    cape verde, cabo verde
    east timor, timor leste
    sri lanka, ceylon
    bosnia and herzegovina, bosnia herzegovina, bosnia
    north macedonia, macedonia
    papua new guinea, png
    vatican, vatican city, holy see
    european union, eu
    federal reserve, fed, us federal reserve
    united nations, un
    kyiv, kiev
    kharkiv, kharkov
    lviv, lvov
    odesa, odessa
    mykolaiv, nikolaev
    zaporizhzhia, zaporizhia, zaporozhye
    chernobyl, chornobyl
    donbas, donbass
    mumbai, bombay
    kolkata, calcutta
    chennai, madras
    bengaluru, bangalore
    beijing, peking
    guangzhou, canton
    yangon, rangoon
    ho chi minh city, saigon
    nur sultan, astana
    mecca, makkah
    medina, madinah
    new york city, nyc
    washington dc, washington d c, district of columbia
    los angeles, la
    al qaida, al qaeda, alqaeda, al qaida network
    islamic state, isis, isil, daesh, islamic state of iraq and syria,\
 islamic state of iraq and the levant, islamic state group
    gaza strip, gaza
    hezbollah, hizbollah, hizbullah, hezbullah
    houthis, huthis
"""

# By folded name, the one that stands for the line.
STANDARD = {
    name.strip(): names[0].strip()
    for line in _TABLE.strip().splitlines()
    for names in [line.split(",")]
    for name in names
}
