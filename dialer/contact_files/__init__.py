"""Files of contacts: vCards and tables in, contacts out; and the way back.

Pure computation for a process of its own: no window, no database, no network. Texts and
workbooks are opened by ``dialer.lists``, which tells encodings and delimiters apart.
"""
