namespace OpenSQT.Lmax.Engine.Tests.Scenarios;

/// <summary>An order at the venue as <see cref="NaiveGrid"/> keeps it.</summary>
internal sealed class NaiveOrder
{
    public required int Slot { get; init; }
    public required bool IsBuy { get; init; }
    public required long Price { get; init; }
    public required long Lots { get; init; }
    public long Filled { get; set; }

    /// <summary>Its cancel was sent; the venue has not told yet that it is over.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Since when it is not wanted any more, in seconds; null = it is wanted.</summary>
    public decimal? UnwantedSince { get; set; }
}
