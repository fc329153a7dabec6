"""SQL that anyone may ask of the published tables, in layers: none of them is trusted alone.

1. ``gate``: exactly one SELECT over named tables and functions, in words, on sqlglot's tree.
2. ``runner``: the same once more on the engine's own tree, in a process of its own.
3. The engine: read-only serving files, external access off, configuration locked.
4. ``store.warm``: that process has little memory, writes no file, reaches no network and reads
   nothing but the serving files; it is killed at the deadline.

Source: measured, portal reference 4.4: the engine's own memory limit does not bind scalar
functions, and its own settings tell paths.
"""
