"""Examples of every kind, by their names."""

from tests.quizzes.kinds.plain_examples import PLAIN, Example
from tests.quizzes.kinds.rich_examples import RICH

EXAMPLES: dict[str, Example] = {**PLAIN, **RICH}
