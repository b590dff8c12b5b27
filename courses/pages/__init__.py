"""The pages of a course: index, course, lesson, and their blocks. Models only; they import none of the rest."""
