"""The catalogues: one a language, and the tool that makes and checks them."""
