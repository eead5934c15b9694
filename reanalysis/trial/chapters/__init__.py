"""What each chapter computes, one module a chapter: frames and small dataclasses, no sentences, no drawing."""
