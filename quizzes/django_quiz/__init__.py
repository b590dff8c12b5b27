"""What comes over from a site that ran django-quiz-app: topics, questions, quizzes, attempts with their scores."""
