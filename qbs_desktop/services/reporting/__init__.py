"""The return loop (上报): content, revisions, handing in, what the city answers."""
