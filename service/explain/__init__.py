"""Why a page was cleaned as it was: what became of each line, and what spoke for it.

A path of its own beside the stages, over the same code: it asks them what they did and repeats
nothing of their choice.
"""
