"""Sample articles for the demo: invented people and events in the page shapes of real news sites.

Flattened page text (.txt) and HTML (.html) with the usual furniture around the article: menus,
share bars, comment forms, sign-up boxes, teasers of other stories. `only-furniture.html` holds
no article at all and becomes a dead letter.
"""
