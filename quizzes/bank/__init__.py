"""The question bank: topics, questions, and versions that never change once used."""
