"""WHAT THEY CAN ANSWER: our own quiz engine. Kinds of question, the bank, quizzes, attempts, grades."""
