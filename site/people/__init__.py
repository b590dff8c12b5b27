"""WHO: users, units, grants, and whom a person may see and manage."""
