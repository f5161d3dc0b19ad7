def chain(*a, **k):
    return ()
