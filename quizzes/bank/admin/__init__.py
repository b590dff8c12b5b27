"""The question bank in Wagtail's admin: topics, and a form fit for each kind of question."""
