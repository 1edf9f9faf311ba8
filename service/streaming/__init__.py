"""The delivery guarantee, on Faust. Nothing outside this package and `app` knows Faust."""
