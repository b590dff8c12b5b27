"""What learners see: their training, courses, lessons and results."""
