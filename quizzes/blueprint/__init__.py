"""Quizzes as authors set them up, and which questions one attempt gets."""
