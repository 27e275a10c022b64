namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>State of an order at the venue. Stored in the books.</summary>
public enum VenueOrderStatus : byte
{
    New = 0,
    PartiallyFilled = 1,
    Filled = 2,
    Canceled = 3,
    Expired = 4,

    /// <summary>Taken out by self-trade prevention.</summary>
    ExpiredInMatch = 5,
}
