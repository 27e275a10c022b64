namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>Kind of order. Stored in the books.</summary>
public enum VenueOrderType : byte
{
    Limit = 0,
    Market = 1,
}
