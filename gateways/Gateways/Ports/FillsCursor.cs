namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>Where the walk over our fills stands; each venue walks in its own way.</summary>
/// <param name="SinceMs">Fills from here on are wanted, in venue time; a venue with windows moves it on.</param>
public readonly record struct FillsCursor(long SinceMs)
{
    /// <summary>End of the walk in venue time, fixed by its first page; 0 = not yet.</summary>
    public long UntilMs { get; init; }

    /// <summary>Where the next page begins, in the venue's own way of counting; 0 = at the start.</summary>
    public long After { get; init; }

    /// <summary>Which of a venue's several lists is being read.</summary>
    public int Part { get; init; }

    /// <summary>Everything has been read.</summary>
    public bool IsDone { get; init; }
}
