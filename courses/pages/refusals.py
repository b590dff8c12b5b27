"""The refusal to put a page of a course before learners."""


class NotPublished(Exception):
    """Nothing was published; the text is the sentence for the person who asked. `page` is the key of the page in question."""

    def __init__(self, sentence: str, *, page: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.page = page
