def jacobian(*a, **k):
    return ()
