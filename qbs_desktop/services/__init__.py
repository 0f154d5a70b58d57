"""What a user can do. No Qt, no SQL, no Excel library."""
