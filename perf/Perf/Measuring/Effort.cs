namespace OpenSQT.Lmax.Perf.Measuring;

/// <summary>How long a measurement takes.</summary>
public enum Effort
{
    /// <summary>A look at whether everything works and nothing allocates; its timings mean nothing.</summary>
    Smoke,

    /// <summary>All verbs together in under five minutes.</summary>
    Brief,

    /// <summary>One verb, as published.</summary>
    Full,
}
