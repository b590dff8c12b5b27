"""Tags and filters of quizzes."""
