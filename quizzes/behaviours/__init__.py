"""How an attempt answers back, apart from the kind of question."""
